/// Points as lines, `path value time`, in batches of bounded size.
struct PlaintextBatches {
    private let numbers: GraphiteNumberFormat
    private let maximumBytes: Int
    /// ` 1700000000` and the line feed: one time for all.
    private let ending: [UInt8]
    private var current = GraphiteBatch(bytes: [], points: 0)
    private var finished: [GraphiteBatch] = []

    /// How many points were left out, being longer than a batch may be.
    private(set) var tooLong = 0

    /// - Parameters:
    ///   - time: In seconds since 1970.
    ///   - maximumBytes: How long a batch may be.
    init(time: Int64, numbers: GraphiteNumberFormat, maximumBytes: Int) {
        self.numbers = numbers
        self.maximumBytes = maximumBytes
        ending = Array(" \(time)\n".utf8)
    }

    /// Adds a point with a finite value.
    mutating func append(_ point: GraphitePoint) {
        let start = current.bytes.count
        write(point)
        if current.bytes.count > maximumBytes {
            // It begins the next one, or fits into none.
            current.bytes.removeSubrange(start...)
            finishCurrent()
            write(point)
            guard current.bytes.count <= maximumBytes else {
                current.bytes = []
                tooLong += 1
                return
            }
        }
        current.points += 1
    }

    /// All batches, in the order of their points.
    mutating func finish() -> [GraphiteBatch] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func write(_ point: GraphitePoint) {
        current.bytes.append(contentsOf: point.path)
        current.bytes.append(UInt8(ascii: " "))
        numbers.append(point.value, to: &current.bytes)
        current.bytes.append(contentsOf: ending)
    }

    private mutating func finishCurrent() {
        if current.points > 0 { finished.append(current) }
        current = GraphiteBatch(bytes: [], points: 0)
    }
}
