/// Points as carbon's pickle receiver takes them: a list `[(path, (time, value)), …]` in Python's pickle protocol 2, with
/// its length before it.
///
/// Sources: https://graphite.readthedocs.io/en/stable/feeding-carbon.html#the-pickle-protocol,
/// https://github.com/python/cpython/blob/main/Lib/pickletools.py
struct PickleBatches {
    /// The opcodes of pickle that are written.
    private enum Opcode {
        static let protocol2: [UInt8] = [0x80, 2]
        static let emptyList = UInt8(ascii: "]")
        static let mark = UInt8(ascii: "(")
        static let unicode = UInt8(ascii: "X")
        static let int32 = UInt8(ascii: "J")
        static let long: UInt8 = 0x8A
        static let float = UInt8(ascii: "G")
        static let tuple2: UInt8 = 0x86
        static let appends = UInt8(ascii: "e")
        static let stop = UInt8(ascii: ".")
    }

    /// The length, protocol, list and mark before the points.
    private static let beginning: [UInt8] = [0, 0, 0, 0] + Opcode.protocol2 + [Opcode.emptyList, Opcode.mark]
    private static let end = [Opcode.appends, Opcode.stop]

    private let time: Int64
    private let maximumPoints: Int
    private let maximumBytes: Int
    private var current = GraphiteBatch(bytes: beginning, points: 0)
    private var finished: [GraphiteBatch] = []

    /// How many points were left out, being longer than a batch may be.
    private(set) var tooLong = 0

    /// - Parameters:
    ///   - time: In seconds since 1970.
    ///   - maximumPoints: How many points a batch may have.
    ///   - maximumBytes: How long a batch may be, with its length.
    init(time: Int64, maximumPoints: Int, maximumBytes: Int) {
        self.time = time
        self.maximumPoints = maximumPoints
        self.maximumBytes = maximumBytes
    }

    /// Adds a point with a finite value.
    mutating func append(_ point: GraphitePoint) {
        let start = current.bytes.count
        write(point)
        if current.bytes.count + Self.end.count > maximumBytes {
            // It begins the next one, or fits into none.
            current.bytes.removeSubrange(start...)
            finishCurrent()
            write(point)
            guard current.bytes.count + Self.end.count <= maximumBytes else {
                current.bytes = Self.beginning
                tooLong += 1
                return
            }
        }
        current.points += 1
        if current.points == maximumPoints { finishCurrent() }
    }

    /// All batches, in the order of their points.
    mutating func finish() -> [GraphiteBatch] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func write(_ point: GraphitePoint) {
        current.bytes.append(Opcode.unicode)
        appendLittleEndian(UInt32(truncatingIfNeeded: point.path.count))
        current.bytes.append(contentsOf: point.path)
        if let time = Int32(exactly: time) {
            current.bytes.append(Opcode.int32)
            appendLittleEndian(UInt32(bitPattern: time))
        } else {
            // After January 2038: the number of bytes, and the bytes of a signed number.
            current.bytes.append(contentsOf: [Opcode.long, 8])
            appendLittleEndian(UInt64(bitPattern: time))
        }
        current.bytes.append(Opcode.float)
        appendBigEndian(point.value.bitPattern)
        current.bytes.append(contentsOf: [Opcode.tuple2, Opcode.tuple2])
    }

    private mutating func finishCurrent() {
        if current.points > 0 {
            current.bytes.append(contentsOf: Self.end)
            let length = UInt32(truncatingIfNeeded: current.bytes.count - 4)
            for index in 0..<4 { current.bytes[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(index))) }
            finished.append(current)
        }
        current = GraphiteBatch(bytes: Self.beginning, points: 0)
    }

    private mutating func appendLittleEndian(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { current.bytes.append(contentsOf: $0) }
    }

    private mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { current.bytes.append(contentsOf: $0) }
    }
}
