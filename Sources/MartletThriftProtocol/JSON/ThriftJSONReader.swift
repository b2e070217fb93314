import MartletBase64

/// Reads the JSON protocol of Apache's libraries.
public struct ThriftJSONReader: ThriftReader {
    @usableFromInline
    var input: ThriftInput

    private var contexts: [JSONContext] = []

    @usableFromInline
    init(_ input: ThriftInput) {
        self.input = input
    }

    // MARK: Syntax

    private mutating func skipWhitespace() {
        while input.offset < input.bytes.count {
            switch input.bytes[input.offset] {
            case 0x20, 0x09, 0x0A, 0x0D: input.offset += 1
            default: return
            }
        }
    }

    private mutating func peek() throws(ThriftProtocolError) -> UInt8 {
        skipWhitespace()
        guard input.offset < input.bytes.count else { throw .truncated }
        return input.bytes[input.offset]
    }

    private mutating func expect(_ character: UInt8) throws(ThriftProtocolError) {
        let found = try peek()
        guard found == character else {
            let wanted = Character(UnicodeScalar(character))
            throw ThriftProtocolError(.invalidData, "expected \(wanted) at byte \(input.offset)")
        }
        input.offset += 1
    }

    /// Reads what stands before the next value.
    private mutating func separate() throws(ThriftProtocolError) {
        guard let last = contexts.indices.last else { return }
        if let separator = contexts[last].separator { try expect(separator) }
        contexts[last].advance()
    }

    private mutating func open(isObject: Bool) throws(ThriftProtocolError) {
        try separate()
        try expect(UInt8(ascii: isObject ? "{" : "["))
        contexts.append(JSONContext(isObject: isObject))
    }

    private mutating func close() throws(ThriftProtocolError) {
        guard let context = contexts.popLast() else { throw .truncated }
        try expect(UInt8(ascii: context.isObject ? "}" : "]"))
    }

    /// The characters of a number, which in a key has quotes.
    private mutating func numberText() throws(ThriftProtocolError) -> String {
        try separate()
        let isQuoted = contexts.last?.isInKey ?? false
        if isQuoted { try expect(UInt8(ascii: "\"")) }
        _ = try peek()
        let start = input.offset
        scan: while input.offset < input.bytes.count {
            switch input.bytes[input.offset] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                input.offset += 1
            default: break scan
            }
        }
        guard input.offset - start <= 400 else { throw ThriftProtocolError(.invalidData, "a number is too long") }
        let text = String(decoding: input.bytes[start..<input.offset], as: UTF8.self)
        if isQuoted { try expect(UInt8(ascii: "\"")) }
        return text
    }

    private mutating func integer<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ThriftProtocolError) -> Number {
        let text = try numberText()
        guard let number = Number(text) else {
            // At the end of what has arrived the rest of the number may be missing.
            if text.isEmpty, input.remainingCount == 0 { throw .truncated }
            throw ThriftProtocolError(.invalidData, "\"\(text.prefix(40))\" is no \(type)")
        }
        return number
    }

    /// The bytes of a string, without its quotes and escapes.
    private mutating func text() throws(ThriftProtocolError) -> [UInt8] {
        try separate()
        try expect(UInt8(ascii: "\""))
        var bytes: [UInt8] = []
        while true {
            let byte = try input.byte()
            switch byte {
            case UInt8(ascii: "\""): return bytes
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw ThriftProtocolError(.invalidData, "a control character in a string")
            default: bytes.append(byte)
            }
            guard bytes.count <= input.limits.stringByteCount else {
                throw ThriftProtocolError(.sizeLimit, "a string has more than \(input.limits.stringByteCount) bytes")
            }
        }
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(ThriftProtocolError) {
        switch try input.byte() {
        case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): bytes.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes += String(Character(try escapedScalar())).utf8
        default: throw .invalidEscape
        }
    }

    private mutating func escapedScalar() throws(ThriftProtocolError) -> UnicodeScalar {
        var code = UInt32(try hexDigits())
        if (0xD800..<0xDC00).contains(code) {
            guard try input.byte() == UInt8(ascii: "\\"), try input.byte() == UInt8(ascii: "u") else {
                throw .invalidEscape
            }
            let low = UInt32(try hexDigits())
            guard (0xDC00..<0xE000).contains(low) else { throw .invalidEscape }
            code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else { throw .invalidEscape }
        return scalar
    }

    private mutating func hexDigits() throws(ThriftProtocolError) -> UInt16 {
        var number: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(try input.byte())).hexDigitValue else { throw .invalidEscape }
            number = number << 4 | UInt16(digit)
        }
        return number
    }

    private mutating func typeName() throws(ThriftProtocolError) -> ThriftType {
        try JSONTypeName.type(String(decoding: try text(), as: UTF8.self))
    }

    // MARK: Structure

    /// `[1,"name",kind,number,`
    public mutating func readMessageBegin() throws(ThriftProtocolError) -> ThriftMessageHeader {
        try open(isObject: false)
        guard try integer(Int.self) == 1 else {
            throw ThriftProtocolError(.badVersion, "the message is of another version of the protocol")
        }
        let name = try readString()
        let kind = try ThriftBinaryReader.kind(try integer())
        return ThriftMessageHeader(name, kind, sequenceID: try integer())
    }

    /// `]`
    public mutating func readMessageEnd() throws(ThriftProtocolError) {
        try close()
    }

    /// `{`
    public mutating func readStructBegin() throws(ThriftProtocolError) {
        try input.enter()
        try open(isObject: true)
    }

    /// `"1":{"i64":`, or the end of the struct.
    public mutating func readFieldBegin() throws(ThriftProtocolError) -> ThriftFieldHeader? {
        if try peek() == UInt8(ascii: "}") { return nil }
        let id: Int16 = try integer()
        try open(isObject: true)
        return ThriftFieldHeader(id: id, type: try typeName())
    }

    /// `}`
    public mutating func readFieldEnd() throws(ThriftProtocolError) {
        try close()
    }

    /// `}`
    public mutating func readStructEnd() throws(ThriftProtocolError) {
        try close()
        input.leave()
    }

    /// `["i64",3,`
    public mutating func readListBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int) {
        try open(isObject: false)
        let element = try typeName()
        let count: Int = try integer()
        // A digit and a comma.
        try input.enterContainer(count: count, of: 2)
        return (element, count)
    }

    /// `]`
    public mutating func readListEnd() throws(ThriftProtocolError) {
        try close()
        input.leave()
    }

    /// As a list.
    public mutating func readSetBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int) {
        try readListBegin()
    }

    /// `]`
    public mutating func readSetEnd() throws(ThriftProtocolError) {
        try readListEnd()
    }

    /// `["i64","str",3,{`
    public mutating func readMapBegin() throws(ThriftProtocolError) -> (key: ThriftType, value: ThriftType, count: Int)
    {
        try open(isObject: false)
        let key = try typeName()
        let value = try typeName()
        let count: Int = try integer()
        // A key in quotes, a colon, a digit.
        try input.enterContainer(count: count, of: 5)
        try open(isObject: true)
        return (key, value, count)
    }

    /// `}]`
    public mutating func readMapEnd() throws(ThriftProtocolError) {
        try close()
        try close()
        input.leave()
    }

    // MARK: Values

    /// `1` or `0`
    public mutating func readBool() throws(ThriftProtocolError) -> Bool {
        try integer(Int.self) != 0
    }

    /// A number.
    public mutating func readI8() throws(ThriftProtocolError) -> Int8 { try integer() }

    /// A number.
    public mutating func readI16() throws(ThriftProtocolError) -> Int16 { try integer() }

    /// A number.
    public mutating func readI32() throws(ThriftProtocolError) -> Int32 { try integer() }

    /// A number.
    public mutating func readI64() throws(ThriftProtocolError) -> Int64 { try integer() }

    /// A number, or the name of one that JSON does not have.
    public mutating func readDouble() throws(ThriftProtocolError) -> Double {
        guard try isNextQuoted() else { return try number(try numberText()) }
        let name = String(decoding: try text(), as: UTF8.self)
        switch name {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: return try number(name)
        }
    }

    private func number(_ text: String) throws(ThriftProtocolError) -> Double {
        guard let number = Double(text) else {
            throw ThriftProtocolError(.invalidData, "\"\(text.prefix(40))\" is no number")
        }
        return number
    }

    /// Whether a quote follows what separates the next value.
    private mutating func isNextQuoted() throws(ThriftProtocolError) -> Bool {
        let start = input.offset
        defer { input.offset = start }
        if let separator = contexts.last?.separator { try expect(separator) }
        return try peek() == UInt8(ascii: "\"")
    }

    /// A string.
    public mutating func readString() throws(ThriftProtocolError) -> String {
        guard let text = String(validating: try text(), as: UTF8.self) else {
            throw ThriftProtocolError(.invalidData, "a string is not UTF-8")
        }
        return text
    }

    /// A string of base64, with padding or without.
    public mutating func readBinary() throws(ThriftProtocolError) -> [UInt8] {
        guard let bytes = Base64.decode(try text(), .lenient) else {
            throw ThriftProtocolError(.invalidData, "binary data is not base64")
        }
        return bytes
    }

    /// A string, which is base64 only if it is binary data.
    public mutating func skipString() throws(ThriftProtocolError) {
        _ = try text()
    }

    /// A string.
    public mutating func readUUID() throws(ThriftProtocolError) -> ThriftUUID {
        let text = try readString()
        guard let uuid = ThriftUUID(text) else {
            throw ThriftProtocolError(.invalidData, "\"\(text.prefix(40))\" is no UUID")
        }
        return uuid
    }
}

extension ThriftProtocolError {
    static let invalidEscape = ThriftProtocolError(.invalidData, "an escape in a string is not one of JSON")
}
