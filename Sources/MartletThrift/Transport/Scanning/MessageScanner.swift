import MartletThriftProtocol

/// Finds the end of a message that nothing in front of it tells the length of, piece by piece as it arrives.
///
/// It goes over every byte once, however slowly they come, and holds no more than a few words per level of nesting.
struct MessageScanner {
    private enum Scanner {
        case binary(BinaryScanner)
        case compact(CompactScanner)
        case json(JSONScanner)
    }

    private var scanner: Scanner
    private let limit: Int

    init(_ kind: ThriftProtocolKind, _ limits: ThriftLimits) {
        limit = limits.messageByteCount
        scanner =
            switch kind {
            case .binary: .binary(BinaryScanner(limits))
            case .compact: .compact(CompactScanner(limits))
            case .json: .json(JSONScanner(limits))
            }
    }

    /// Looks at bytes that begin with those of the calls before.
    ///
    /// - Returns: The length of the message; `nil` if its end is not there.
    mutating func end(in bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> Int? {
        let end: Int?
        let position: Int
        switch scanner {
        case .binary(var binary):
            end = try binary.end(in: bytes)
            position = binary.position
            scanner = .binary(binary)
        case .compact(var compact):
            end = try compact.end(in: bytes)
            position = compact.position
            scanner = .compact(compact)
        case .json(var json):
            end = try json.end(in: bytes)
            position = json.position
            scanner = .json(json)
        }
        // Known as soon as a length is read, before what it announces has arrived.
        guard position <= limit else {
            throw ThriftProtocolError(.sizeLimit, "a message has more than \(limit) bytes")
        }
        return end
    }
}

/// What a scanner is in the middle of.
struct ScanLevels {
    enum Level {
        case structure
        /// Elements of a list or set that are yet to come, or the keys and values of a map in turn.
        case elements(UInt8, UInt8, count: Int)
    }

    /// Where a value ends, or where what is in it begins.
    struct Value {
        var end: Int
        var level: Level?
    }

    private var levels: [Level] = []
    private let limits: ThriftLimits

    init(_ limits: ThriftLimits) {
        self.limits = limits
    }

    var isEmpty: Bool { levels.isEmpty }

    mutating func push(_ level: Level) throws(ThriftProtocolError) {
        guard levels.count < limits.depth else {
            throw ThriftProtocolError(.depthLimit, "there are more than \(limits.depth) values inside one another")
        }
        levels.append(level)
    }

    mutating func pop() {
        levels.removeLast()
    }

    /// The type of the next element, unless the level is a struct.
    var nextElement: UInt8? {
        guard case .elements(let type, _, _)? = levels.last else { return nil }
        return type
    }

    /// Goes over a field or an element, of which everything that was needed was there.
    mutating func take(_ value: Value) throws(ThriftProtocolError) {
        if case .elements(let first, let second, let count)? = levels.last {
            levels[levels.count - 1] = .elements(second, first, count: count - 1)
        }
        if let level = value.level { try push(level) }
    }

    /// Whether the last element of a container has been seen.
    var isLevelDone: Bool {
        guard case .elements(_, _, 0)? = levels.last else { return false }
        return true
    }

    /// Checks the size of a container; a map has two elements per pair.
    func check(count: Int) throws(ThriftProtocolError) {
        guard count >= 0 else { throw ThriftProtocolError(.negativeSize, "a size is below zero") }
        guard count <= limits.elementCount else {
            throw ThriftProtocolError(.sizeLimit, "there are more than \(limits.elementCount) elements")
        }
    }

    /// Checks the size of a string.
    func check(stringByteCount count: Int) throws(ThriftProtocolError) {
        guard count >= 0 else { throw ThriftProtocolError(.negativeSize, "a size is below zero") }
        guard count <= limits.stringByteCount else {
            throw ThriftProtocolError(.sizeLimit, "a string has more than \(limits.stringByteCount) bytes")
        }
    }

    static func unknownType(_ type: UInt8) -> ThriftProtocolError {
        ThriftProtocolError(.invalidData, "there is no type \(type)")
    }
}
