/// Writes a response body in chunks, RFC 9112 section 7.1.
package enum HTTP1ChunkWriter {
    /// As many bytes as the frame of one chunk can need: sixteen digits and two line endings.
    package static let maximumFrameByteCount = 20

    /// As many bytes as the end of a body with `trailers` needs.
    package static func endByteCount(trailers: borrowing HTTP1FieldBlock) -> Int {
        5 + trailers.byteCount
    }

    /// Writes one chunk. An empty one is left out, since it would end the body.
    package static func append(_ data: UnsafeRawBufferPointer, to writer: inout HTTP1Writer) {
        guard !data.isEmpty else { return }
        appendHead(byteCount: data.count, to: &writer)
        writer.append(data)
        appendTail(to: &writer)
    }

    /// Writes what stands before the `byteCount` bytes of a chunk, at least one.
    package static func appendHead(byteCount: Int, to writer: inout HTTP1Writer) {
        precondition(byteCount > 0, "an empty chunk ends the body")
        writer.append(hexadecimal: byteCount)
        writer.append("\r\n")
    }

    /// Writes what stands after the bytes of a chunk.
    package static func appendTail(to writer: inout HTTP1Writer) {
        writer.append("\r\n")
    }

    /// Writes the last chunk and the trailer section.
    package static func appendEnd(trailers: borrowing HTTP1FieldBlock = HTTP1FieldBlock(), to writer: inout HTTP1Writer)
    {
        writer.append("0\r\n")
        trailers.lines.span.withUnsafeBytes { writer.append($0) }
        writer.append("\r\n")
    }
}

/// Responses before the response.
package enum HTTP1InterimResponse {
    /// `100 Continue`, RFC 9110 section 15.2.1.
    package static let continueBytes: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
}
