/// logfmt: `level=info msg="hello world" count=3`.
///
/// The rules are those of Go's logfmt package, which Go kit writes with.
///
/// Source: <https://brandur.org/logfmt>, <https://pkg.go.dev/github.com/go-logfmt/logfmt>.
enum LogfmtSyntax: LineSyntax {
    static var flattensDictionaries: Bool { true }
    static var dropsDuplicates: Bool { false }
    static var separator: UInt8 { UInt8(ascii: " ") }

    static func open(_ buffer: inout LogBuffer) {}

    static func close(_ buffer: inout LogBuffer) {
        if buffer.count > 0, buffer.base[buffer.count - 1] == separator { buffer.truncate(to: buffer.count - 1) }
    }

    static func appendKey(_ key: UnsafeBufferPointer<UInt8>, isReserved: Bool, to buffer: inout LogBuffer) {
        if isReserved { buffer.append("fields." as StaticString) }
        let start = buffer.count
        buffer.append(key)
        buffer.reserve(8)
        if key.isEmpty || WordScan.mayNeedLogfmtQuotes(buffer.base + start, count: key.count) {
            buffer.truncate(to: start)
            appendValidKey(key, to: &buffer)
        }
        buffer.append(UInt8(ascii: "="))
    }

    /// Drops what no key may hold. A key of which nothing is left becomes `_`: the value should not be lost with it.
    @inline(never)
    private static func appendValidKey(_ key: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        let start = buffer.count
        var index = 0
        while index < key.count {
            let byte = key[index]
            if Escape.isReplacement(key, at: index) {
                index += 3
                continue
            }
            if byte > 0x20, byte != UInt8(ascii: "="), byte != UInt8(ascii: "\"") { buffer.append(byte) }
            index += 1
        }
        if buffer.count == start { buffer.append(UInt8(ascii: "_")) }
    }

    static func appendText(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        let start = buffer.count
        buffer.append(text)
        buffer.reserve(8)
        if WordScan.mayNeedLogfmtQuotes(buffer.base + start, count: text.count) || isNull(text), needsQuotes(text) {
            buffer.truncate(to: start)
            appendQuoted(text, to: &buffer)
        }
    }

    /// Whether a text would be read as the value that is missing.
    @inline(__always)
    private static func isNull(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 4 && text[0] == UInt8(ascii: "n") && text[1] == UInt8(ascii: "u")
            && text[2] == UInt8(ascii: "l") && text[3] == UInt8(ascii: "l")
    }

    @inline(never)
    private static func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if isNull(text) { return true }
        for (index, byte) in text.enumerated() {
            switch byte {
            case ...0x20, UInt8(ascii: "="), UInt8(ascii: "\""), 0x7F: return true
            case 0xEF where Escape.isReplacement(text, at: index): return true
            default: continue
            }
        }
        return false
    }

    @inline(never)
    private static func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(byte)
            case UInt8(ascii: "\n"): buffer.append("\\n" as StaticString)
            case UInt8(ascii: "\r"): buffer.append("\\r" as StaticString)
            case UInt8(ascii: "\t"): buffer.append("\\t" as StaticString)
            case ..<0x20, 0x7F: Escape.appendUnicode(byte, to: &buffer)
            case 0xEF where Escape.isReplacement(text, at: index):
                buffer.append("\\ufffd" as StaticString)
                index += 2
            default: buffer.append(byte)
            }
            index += 1
        }
        buffer.append(UInt8(ascii: "\""))
    }

    static func appendNonFinite(_ value: Double, to buffer: inout LogBuffer) {
        buffer.append(value)
    }

    static func appendPlain(to buffer: inout LogBuffer, _ body: (inout LogBuffer) -> Void) {
        body(&buffer)
    }
}
