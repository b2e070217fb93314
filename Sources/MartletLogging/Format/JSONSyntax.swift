/// One JSON object a line. Texts are escaped as Go's encoder does without its escapes for HTML.
///
/// Source: [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259), [JSON Lines](https://jsonlines.org).
enum JSONSyntax: LineSyntax {
    static var flattensDictionaries: Bool { false }
    static var dropsDuplicates: Bool { true }
    static var separator: UInt8 { UInt8(ascii: ",") }

    static func open(_ buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "{"))
    }

    static func close(_ buffer: inout LogBuffer) {
        close(&buffer, with: UInt8(ascii: "}"))
    }

    /// Ends an object or a list.
    static func close(_ buffer: inout LogBuffer, with bracket: UInt8) {
        if buffer.count > 0, buffer.base[buffer.count - 1] == separator { buffer.truncate(to: buffer.count - 1) }
        buffer.append(bracket)
    }

    static func appendKey(_ key: UnsafeBufferPointer<UInt8>, isReserved: Bool, to buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "\""))
        if isReserved { buffer.append("fields." as StaticString) }
        appendEscaped(key, to: &buffer)
        buffer.append("\":" as StaticString)
    }

    static func appendText(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "\""))
        appendEscaped(text, to: &buffer)
        buffer.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        let start = buffer.count
        buffer.append(text)
        buffer.reserve(8)
        if WordScan.mayNeedJSONEscapes(buffer.base + start, count: text.count) {
            buffer.truncate(to: start)
            appendEscapes(text, to: &buffer)
        }
    }

    @inline(never)
    private static func appendEscapes(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
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
            case 0x08: buffer.append("\\b" as StaticString)
            case 0x0C: buffer.append("\\f" as StaticString)
            case ..<0x20: Escape.appendUnicode(byte, to: &buffer)
            case 0xEF where Escape.isReplacement(text, at: index):
                buffer.append("\\ufffd" as StaticString)
                index += 2
            case 0xE2 where isLineSeparator(text, at: index):
                buffer.append(text[index + 2] == 0xA8 ? "\\u2028" : "\\u2029" as StaticString)
                index += 2
            default: buffer.append(byte)
            }
            index += 1
        }
    }

    /// U+2028 and U+2029, which end a line of JavaScript.
    private static func isLineSeparator(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index + 1] == 0x80 && (text[index + 2] == 0xA8 || text[index + 2] == 0xA9)
    }

    static func appendNonFinite(_ value: Double, to buffer: inout LogBuffer) {
        appendPlain(to: &buffer) { $0.append(value) }
    }

    static func appendPlain(to buffer: inout LogBuffer, _ body: (inout LogBuffer) -> Void) {
        buffer.append(UInt8(ascii: "\""))
        body(&buffer)
        buffer.append(UInt8(ascii: "\""))
    }
}
