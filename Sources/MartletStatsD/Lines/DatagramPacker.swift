/// Puts as many lines into a datagram as fit.
struct DatagramPacker {
    private let maximumBytes: Int
    private var current: [UInt8] = []
    private var finished: [[UInt8]] = []

    /// How many groups of lines were left out as they do not fit into a datagram.
    private(set) var tooLong = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Adds lines, each with its line feed, that go into the same datagram.
    mutating func append(_ group: some Collection<UInt8>) {
        guard group.count <= maximumBytes else {
            tooLong += 1
            return
        }
        if current.count + group.count > maximumBytes { finishCurrent() }
        current.append(contentsOf: group)
    }

    /// All datagrams, in the order of their lines.
    mutating func finish() -> [[UInt8]] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func finishCurrent() {
        guard !current.isEmpty else { return }
        finished.append(current)
        current = []
    }
}
