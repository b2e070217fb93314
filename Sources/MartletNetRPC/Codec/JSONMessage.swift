import MartletJSON

/// A message of JSON-RPC 1.0: an object on a connection, taken apart without decoding what is in it.
struct JSONMessage {
    /// The values of its members, as they stand in the message; empty for those that are missing.
    private(set) var method = 0..<0
    private(set) var params = 0..<0
    private(set) var id = 0..<0
    private(set) var result = 0..<0
    private(set) var error = 0..<0

    static let codec = JSONCodec()

    /// Reads a whole message.
    ///
    /// - Throws: `DecodingError` when it is not JSON, or no object.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        // All of it is checked here, so that the walk below meets nothing but JSON.
        _ = try Self.codec.decode(Object.self, from: bytes.bytes)
        var walk = JSONWalk(bytes)
        walk.skip(UInt8(ascii: "{"))
        while let name = walk.nextName() {
            let value = walk.nextValue()
            if name == "method" {
                method = value
            } else if name == "params" {
                params = value
            } else if name == "id" {
                id = value
            } else if name == "result" {
                result = value
            } else if name == "error" {
                error = value
            }
        }
    }

    /// Any object.
    private struct Object: Decodable {
        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: Key.self)
        }
    }
}

/// The one element that `params` of a call has, as Go sends them.
struct JSONParameters<Value: Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        value = try list.decode(Value.self)
    }
}

/// Walks over the members of an object that is known to be JSON.
private struct JSONWalk {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Skips space and a mark, if it is there.
    @discardableResult
    mutating func skip(_ mark: UInt8) -> Bool {
        while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] == mark else { return false }
        position += 1
        return true
    }

    /// The name of the next member, without looking into escapes: none of the names that count needs them.
    mutating func nextName() -> String? {
        skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        skipText()
        let name = String(
            decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<max(start, position - 1)]),
            as: UTF8.self
        )
        skip(UInt8(ascii: ":"))
        return name
    }

    /// Skips a text up to the quote that ends it.
    private mutating func skipText() {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\") { position += 1 }
            if byte == UInt8(ascii: "\"") { return }
        }
    }

    mutating func nextValue() -> Range<Int> {
        skip(0)
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                skipText()
                if depth == 0 { return start..<position }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start..<position }
                depth -= 1
                if depth == 0 {
                    position += 1
                    return start..<position
                }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0a, 0x0d:
                if depth == 0 { return start..<position }
            default:
                break
            }
            position += 1
        }
        return start..<position
    }
}

/// Finds the end of an object in a stream, piece by piece.
struct JSONFrame {
    private var depth = 0
    private var isInText = false
    private var isEscaped = false
    private var position = 0

    /// Looks at bytes that begin with those of the calls before.
    ///
    /// - Returns: The length of the object with the space before it; `nil` if its end is not there.
    /// - Throws: ``Malformed`` when it is no object.
    mutating func end(in bytes: UnsafeRawBufferPointer) throws(Malformed) -> Int? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth > 0 || byte == UInt8(ascii: "{") else { throw Malformed() }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { throw Malformed() }
                depth -= 1
                if depth == 0 {
                    defer { self = JSONFrame() }
                    return position
                }
            case UInt8(ascii: "\""):
                guard depth > 0 else { throw Malformed() }
                isInText = true
            case 0x20, 0x09, 0x0a, 0x0d:
                break
            default:
                guard depth > 0 else { throw Malformed() }
            }
        }
        return nil
    }

    struct Malformed: Error {}
}
