import MartletBase64

/// Writes the JSON protocol of Apache's libraries, byte for byte as they do.
///
/// It is not called from generic code that is specialised elsewhere: speed is not what it is for.
public struct ThriftJSONWriter: ThriftWriter {
    @usableFromInline
    var output: ThriftOutput

    private var contexts: [JSONContext] = []

    @usableFromInline
    init(_ output: ThriftOutput) {
        self.output = output
    }

    private static let version: Int64 = 1

    // MARK: Syntax

    /// Writes what stands before the next value.
    private mutating func separate() {
        guard let last = contexts.indices.last else { return }
        if let separator = contexts[last].separator { output.byte(separator) }
        contexts[last].advance()
    }

    private mutating func open(isObject: Bool) {
        separate()
        output.byte(UInt8(ascii: isObject ? "{" : "["))
        contexts.append(JSONContext(isObject: isObject))
    }

    private mutating func close() {
        guard let context = contexts.popLast() else { return }
        output.byte(UInt8(ascii: context.isObject ? "}" : "]"))
    }

    private mutating func writeNumber(_ number: Int64) {
        separate()
        let isQuoted = contexts.last?.isInKey ?? false
        if isQuoted { output.byte(UInt8(ascii: "\"")) }
        output.bytes.append(contentsOf: String(number).utf8)
        if isQuoted { output.byte(UInt8(ascii: "\"")) }
    }

    private mutating func writePlain(_ text: StaticString) {
        separate()
        output.byte(UInt8(ascii: "\""))
        text.withUTF8Buffer { output.bytes.append(contentsOf: $0) }
        output.byte(UInt8(ascii: "\""))
    }

    private mutating func writeText(_ text: String) {
        separate()
        output.byte(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: output.bytes += Array("\\b".utf8)
            case 0x09: output.bytes += Array("\\t".utf8)
            case 0x0A: output.bytes += Array("\\n".utf8)
            case 0x0C: output.bytes += Array("\\f".utf8)
            case 0x0D: output.bytes += Array("\\r".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output.bytes += Array((digits.utf8.count == 1 ? "\\u000" : "\\u00").utf8) + Array(digits.utf8)
            default: output.byte(byte)
            }
        }
        output.byte(UInt8(ascii: "\""))
    }

    // MARK: Structure

    /// `[1,"name",kind,number,`
    public mutating func writeMessageBegin(_ header: ThriftMessageHeader) {
        open(isObject: false)
        writeNumber(Self.version)
        writeText(header.name)
        writeNumber(Int64(header.kind.rawValue))
        writeNumber(Int64(header.sequenceID))
    }

    /// `]`
    public mutating func writeMessageEnd() {
        close()
    }

    /// `{`
    public mutating func writeStructBegin() {
        open(isObject: true)
    }

    /// `"1":{"i64":`
    public mutating func writeFieldBegin(_ type: ThriftType, id: Int16) {
        writeNumber(Int64(id))
        open(isObject: true)
        writePlain(JSONTypeName.of(type))
    }

    /// `}`
    public mutating func writeFieldEnd() {
        close()
    }

    /// `}`
    public mutating func writeStructEnd() {
        close()
    }

    /// `["i64",3,`
    public mutating func writeListBegin(_ element: ThriftType, count: Int) {
        open(isObject: false)
        writePlain(JSONTypeName.of(element))
        writeNumber(Int64(count))
    }

    /// `]`
    public mutating func writeListEnd() {
        close()
    }

    /// As a list.
    public mutating func writeSetBegin(_ element: ThriftType, count: Int) {
        writeListBegin(element, count: count)
    }

    /// `]`
    public mutating func writeSetEnd() {
        close()
    }

    /// `["i64","str",3,{`
    public mutating func writeMapBegin(_ key: ThriftType, _ value: ThriftType, count: Int) {
        open(isObject: false)
        writePlain(JSONTypeName.of(key))
        writePlain(JSONTypeName.of(value))
        writeNumber(Int64(count))
        open(isObject: true)
    }

    /// `}]`
    public mutating func writeMapEnd() {
        close()
        close()
    }

    // MARK: Values

    /// `1` or `0`
    public mutating func writeBool(_ value: Bool) {
        writeNumber(value ? 1 : 0)
    }

    /// A number.
    public mutating func writeI8(_ value: Int8) {
        writeNumber(Int64(value))
    }

    /// A number.
    public mutating func writeI16(_ value: Int16) {
        writeNumber(Int64(value))
    }

    /// A number.
    public mutating func writeI32(_ value: Int32) {
        writeNumber(Int64(value))
    }

    /// A number.
    public mutating func writeI64(_ value: Int64) {
        writeNumber(value)
    }

    /// A number, or `"NaN"`, `"Infinity"`, `"-Infinity"`.
    public mutating func writeDouble(_ value: Double) {
        if value.isNaN { return writePlain("NaN") }
        if value.isInfinite { return writePlain(value < 0 ? "-Infinity" : "Infinity") }
        separate()
        let isQuoted = contexts.last?.isInKey ?? false
        if isQuoted { output.byte(UInt8(ascii: "\"")) }
        // C++, Go and Python write whole numbers so, too.
        let digits = "\(value)"
        output.bytes.append(contentsOf: digits.hasSuffix(".0") ? digits.utf8.dropLast(2) : digits.utf8[...])
        if isQuoted { output.byte(UInt8(ascii: "\"")) }
    }

    /// A string.
    public mutating func writeString(_ value: String) {
        writeText(value)
    }

    /// A string of base64, with padding.
    public mutating func writeBinary(_ value: [UInt8]) {
        separate()
        output.byte(UInt8(ascii: "\""))
        Base64.encode(value, into: &output.bytes)
        output.byte(UInt8(ascii: "\""))
    }

    /// A string.
    public mutating func writeUUID(_ value: ThriftUUID) {
        writeText(value.description)
    }
}
