/// Lines, put together into batches that are bounded in lines and in bytes.
struct LineBatches {
    /// Some lines, each with its line feed.
    struct Batch: Equatable, Sendable {
        var bytes: [UInt8] = []
        var lines = 0
    }

    private let maximumLines: Int
    private let maximumBytes: Int
    private var current = Batch()
    private var finished: [Batch] = []

    /// The lines that were left out, being longer than a batch may be.
    private(set) var oversized = 0

    init(maximumLines: Int, maximumBytes: Int) {
        self.maximumLines = max(maximumLines, 1)
        self.maximumBytes = max(maximumBytes, 1)
    }

    /// Adds a line, which has no line feed yet.
    mutating func append(_ line: [UInt8]) {
        let size = line.count + 1
        guard size <= maximumBytes else {
            oversized += 1
            return
        }
        if current.lines == maximumLines || current.bytes.count + size > maximumBytes { finishCurrent() }
        current.bytes.append(contentsOf: line)
        current.bytes.append(UInt8(ascii: "\n"))
        current.lines += 1
    }

    /// All batches, in the order of their lines.
    mutating func finish() -> [Batch] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func finishCurrent() {
        guard current.lines > 0 else { return }
        finished.append(current)
        current = Batch()
    }
}
