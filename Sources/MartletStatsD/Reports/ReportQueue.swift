/// Lines that wait for the next interval, in a bounded number and of a bounded size.
struct ReportQueue: Sendable {
    private let maximumCount: Int
    private let maximumBytes: Int
    private var lines: [[UInt8]] = []

    /// - Parameters:
    ///   - maximumCount: How many may wait.
    ///   - maximumBytes: How long one may be.
    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    /// Adds a line; says why not if it does not.
    mutating func append(_ line: [UInt8]) -> StatsDLoss? {
        guard line.count <= maximumBytes else { return .tooLong }
        guard lines.count < maximumCount else { return .queueFull }
        lines.append(line)
        return nil
    }

    /// All lines, which leave the queue.
    mutating func takeAll() -> [[UInt8]] {
        defer { lines = [] }
        return lines
    }
}
