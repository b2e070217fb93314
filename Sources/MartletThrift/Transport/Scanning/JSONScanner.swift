import MartletThriftProtocol

/// Finds the end of a message of the JSON protocol, which is an array.
struct JSONScanner {
    private(set) var position = 0
    private var depth = 0
    private var isInText = false
    private var isEscaped = false
    private let limits: ThriftLimits

    init(_ limits: ThriftLimits) {
        self.limits = limits
    }

    mutating func end(in bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> Int? {
        let end = min(bytes.count, limits.messageByteCount + 1)
        while position < end {
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
            } else if try mark(byte) {
                return position
            }
        }
        return nil
    }

    /// - Returns: Whether it ends the message.
    private mutating func mark(_ byte: UInt8) throws(ThriftProtocolError) -> Bool {
        switch byte {
        case UInt8(ascii: "["):
            depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            guard depth > 0 else { throw malformed }
            depth -= 1
            return depth == 0
        case UInt8(ascii: "{") where depth > 0:
            depth += 1
        case UInt8(ascii: "\"") where depth > 0:
            isInText = true
        case 0x20, 0x09, 0x0A, 0x0D:
            break
        default:
            guard depth > 0 else { throw malformed }
        }
        return false
    }

    private var malformed: ThriftProtocolError {
        ThriftProtocolError(.badVersion, "the message is no array of JSON")
    }
}
