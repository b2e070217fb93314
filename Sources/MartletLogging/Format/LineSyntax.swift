/// How keys and values look: what logfmt and JSON differ in.
///
/// Each value is followed by a separator, which ``close(_:)`` takes away again after the last one: cheaper than asking
/// before each whether it is the first.
protocol LineSyntax: SendableMetatype {
    /// Whether a dictionary becomes keys with dots, `user.id`.
    static var flattensDictionaries: Bool { get }

    /// Whether a later field with the same key takes the place of an earlier one.
    static var dropsDuplicates: Bool { get }

    /// What stands between a value and the next key.
    static var separator: UInt8 { get }

    /// Begins a line.
    static func open(_ buffer: inout LogBuffer)

    /// Ends a line, without the newline.
    static func close(_ buffer: inout LogBuffer)

    /// Appends a key and what stands between it and its value.
    static func appendKey(_ key: UnsafeBufferPointer<UInt8>, isReserved: Bool, to buffer: inout LogBuffer)

    /// Appends a text, quoted as it must be.
    static func appendText(_ text: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer)

    /// Appends a number that is not finite.
    static func appendNonFinite(_ value: Double, to buffer: inout LogBuffer)

    /// Appends text that is known to need no escape.
    static func appendPlain(to buffer: inout LogBuffer, _ body: (inout LogBuffer) -> Void)
}

extension LineSyntax {
    static func appendText(_ text: String, to buffer: inout LogBuffer) {
        text.withBytes { appendText($0, to: &buffer) }
    }
}

/// Escapes that logfmt and JSON share.
enum Escape {
    private static let digits: StaticString = "0123456789abcdef"

    /// `\u00XX`, in lower case as Go writes it.
    static func appendUnicode(_ byte: UInt8, to buffer: inout LogBuffer) {
        buffer.append("\\u00" as StaticString)
        buffer.append(digits.utf8Start[Int(byte >> 4)])
        buffer.append(digits.utf8Start[Int(byte & 15)])
    }

    /// Whether the bytes at an index are U+FFFD. Texts of Swift are valid UTF-8: wherever bytes were not, this stands.
    static func isReplacement(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index] == 0xEF && text[index + 1] == 0xBF && text[index + 2] == 0xBD
    }
}
