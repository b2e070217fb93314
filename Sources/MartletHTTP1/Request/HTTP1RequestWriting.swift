/// Writes the head of a request, RFC 9112 section 3.
package enum HTTP1RequestWriting {
    /// The most bytes that ``append(method:target:authority:contentLength:fields:to:)`` writes.
    package static func reservation(
        method: String,
        target: String,
        authority: String,
        fields: borrowing HTTP1FieldBlock
    ) -> Int {
        // ` HTTP/1.1`, `Host: `, `Content-Length: ` with 19 digits, spaces and line endings.
        method.utf8.count + target.utf8.count + authority.utf8.count + fields.byteCount + 80
    }

    /// Writes request line, `Host`, the fields, `Content-Length` and the empty line.
    ///
    /// - Parameters:
    ///   - contentLength: how many bytes of body follow; `nil` writes no such field, as for methods that have no body.
    /// - Throws: ``HTTP1FieldError`` when the method isn't a token, or the target or the authority has characters that would end it.
    package static func append(
        method: String,
        target: String,
        authority: String,
        contentLength: Int?,
        fields: borrowing HTTP1FieldBlock,
        to writer: inout HTTP1Writer
    ) throws(HTTP1FieldError) {
        let methodBytes = method.utf8Span.span.bytes
        guard methodBytes.byteCount > 0, methodBytes.end(of: .token, from: 0) == methodBytes.byteCount else {
            throw .invalidName
        }
        let targetBytes = target.utf8Span.span.bytes
        guard targetBytes.byteCount > 0, targetBytes.end(of: .target, from: 0) == targetBytes.byteCount else {
            throw .invalidValue
        }
        let authorityBytes = authority.utf8Span.span.bytes
        guard Authority.isValid(authorityBytes, in: 0..<authorityBytes.byteCount) else { throw .invalidValue }
        methodBytes.withUnsafeBytes { writer.append($0) }
        writer.append(" ")
        targetBytes.withUnsafeBytes { writer.append($0) }
        writer.append(" HTTP/1.1\r\nHost: ")
        authorityBytes.withUnsafeBytes { writer.append($0) }
        writer.append("\r\n")
        fields.lines.span.withUnsafeBytes { writer.append($0) }
        if let contentLength {
            writer.append("Content-Length: ")
            writer.append(decimal: contentLength)
            writer.append("\r\n")
        }
        writer.append("\r\n")
    }
}
