extension HTTP1ResponseHead {
    /// As many bytes as the head with `fields` can need, and `bodyByteCount` of body.
    ///
    /// An upper bound and not the exact size: it needs no digits counted, and unused bytes of a reservation cost nothing.
    @inline(__always)
    package func reservation(for fields: borrowing HTTP1FieldBlock, bodyByteCount: Int = 0) -> Int {
        Self.maximumByteCountWithoutFields &+ fields.byteCount &+ bodyByteCount
    }

    /// Writes status line, fields, `Date`, framing, Connection and the empty line.
    @inline(__always)
    package func write(
        fields: borrowing HTTP1FieldBlock,
        date: borrowing InlineArray<37, UInt8>,
        to writer: inout HTTP1Writer
    ) {
        HTTP1StatusLine.append(status, to: &writer)
        date.span.withUnsafeBytes { writer.append($0) }
        fields.lines.span.withUnsafeBytes { writer.append($0) }
        writeFraming(to: &writer)
        switch connection {
        case .unmentioned: writer.append("\r\n")
        case .close: writer.append("Connection: close\r\n\r\n")
        case .keepAlive: writer.append("Connection: keep-alive\r\n\r\n")
        }
    }

    /// Writes head and body one after the other; the body is left out where there may be none.
    @inline(__always)
    package func write(
        fields: borrowing HTTP1FieldBlock,
        date: borrowing InlineArray<37, UInt8>,
        body: UnsafeRawBufferPointer,
        to writer: inout HTTP1Writer
    ) {
        write(fields: fields, date: date, to: &writer)
        if !forbidsBody {
            writer.append(body)
        }
    }

    @inline(__always)
    private func writeFraming(to writer: inout HTTP1Writer) {
        // RFC 9110 section 8.6 and RFC 9112 section 6.1: neither field with 1xx or 204.
        if status < 200 || status == 204 { return }
        switch framing {
        case .length(let length):
            writer.append("Content-Length: ")
            writer.append(decimal: status == 205 ? 0 : length)
            writer.append("\r\n")
        case .chunked:
            if status == 205 {
                writer.append("Content-Length: 0\r\n")
            } else if status != 304 {
                writer.append("Transfer-Encoding: chunked\r\n")
            }
        case .untilClose:
            return
        }
    }

    /// Status line, `Date`, `Content-Length: ` with 19 digits, `Connection: keep-alive`, line endings.
    private static var maximumByteCountWithoutFields: Int {
        HTTP1StatusLine.maximumByteCount + HTTP1DateCache.lineByteCount + 40 + 32
    }
}
