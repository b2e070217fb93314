/// Why the bytes are not a document that this module reads, and where.
struct SyntaxError: Error, Equatable {
    var reason: Reason
    var offset: Int

    enum Reason: Equatable {
        case endOfInput
        case expectedValue(found: UInt8)
        case expectedKey(found: UInt8)
        case expectedColon(found: UInt8)
        case expectedCommaOrBrace(found: UInt8)
        case expectedCommaOrBracket(found: UInt8)
        case trailingBytes(found: UInt8)
        case byteOrderMark
        case controlCharacter(UInt8)
        case invalidUTF8
        case invalidEscape
        case loneSurrogate
        case invalidNumber
        case leadingZero
        case duplicateKey(String)
        case tooDeep(limit: Int)
        case tooManyValues(limit: Int)
        case tooManyBytes(limit: Int)
    }

    /// One sentence for the author of the document.
    var message: String {
        "\(reason.message) at byte \(offset)"
    }
}

extension SyntaxError.Reason {
    /// Whether the error lies between two members or elements, not inside one.
    var isBetweenValues: Bool {
        switch self {
        case .expectedKey, .expectedCommaOrBrace, .expectedCommaOrBracket, .trailingBytes, .duplicateKey: true
        default: false
        }
    }

    fileprivate var message: String {
        switch self {
        case .endOfInput: "unexpected end of the document"
        case .expectedValue(let byte): "expected a value, found \(byte.quoted)"
        case .expectedKey(let byte): "expected a key in quotes, found \(byte.quoted)"
        case .expectedColon(let byte): "expected ':' after a key, found \(byte.quoted)"
        case .expectedCommaOrBrace(let byte): "expected ',' or '}' in an object, found \(byte.quoted)"
        case .expectedCommaOrBracket(let byte): "expected ',' or ']' in an array, found \(byte.quoted)"
        case .trailingBytes(let byte): "expected the end of the document, found \(byte.quoted)"
        case .byteOrderMark: "a byte order mark is not allowed"
        case .controlCharacter(let byte): "control character \(byte.quoted) in a string must be escaped"
        case .invalidUTF8: "invalid UTF-8"
        case .invalidEscape: "invalid escape sequence"
        case .loneSurrogate: "surrogate without its other half"
        case .invalidNumber: "invalid number"
        case .leadingZero: "number with a leading zero"
        case .duplicateKey(let key): "duplicate key \"\(key.excerpt)\""
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .tooManyValues(let limit): "more than \(limit) values and keys"
        case .tooManyBytes(let limit): "document of more than \(limit) bytes"
        }
    }
}

extension UInt8 {
    /// The byte as text for an error message: `'x'`, or `0x1F` if it isn't printable ASCII.
    fileprivate var quoted: String {
        if self > 0x20, self < 0x7F {
            return "'\(Unicode.Scalar(self))'"
        }
        let digits = String(self, radix: 16, uppercase: true)
        return self < 0x10 ? "0x0\(digits)" : "0x\(digits)"
    }
}
