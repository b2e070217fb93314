/// `status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF`, RFC 9112 section 4.
enum ReceivedStatusLine {
    /// Parses the line at the start of `bytes` into `head`.
    ///
    /// - Returns: where the first field line begins, and whether the server speaks HTTP/1.1.
    static func parse(
        _ bytes: RawSpan,
        into head: inout HTTP1ReceivedResponse
    ) throws(ParseStop) -> (end: Int, isHTTP11: Bool) {
        try checkStart(bytes)
        guard bytes.byteCount > 12 else { throw .incomplete }
        var status: UInt16 = 0
        for offset in 9..<12 { status = status * 10 + UInt16(ASCII.decimalValue(bytes.byte(at: offset))) }
        guard status >= 100 else { throw .refused(.invalidStatusLine) }
        head.status = status
        var reasonStart = 12
        switch bytes.byte(at: 12) {
        case ASCII.space: reasonStart = 13
        // Required even without a phrase, and yet left out by some.
        case ASCII.carriageReturn: break
        default: throw .refused(.invalidStatusLine)
        }
        let reasonEnd = bytes.endOfFieldValue(from: reasonStart)
        guard reasonEnd < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: reasonEnd) == ASCII.carriageReturn else { throw .refused(.invalidStatusLine) }
        guard reasonEnd &+ 1 < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: reasonEnd &+ 1) == ASCII.lineFeed else { throw .refused(.invalidLineEnding) }
        head.reason = HTTP1Slice(reasonStart..<reasonEnd)
        return (reasonEnd &+ 2, bytes.byte(at: 7) != ASCII.zero)
    }

    /// Checks what is there of `HTTP/1.x 200`, so that garbage isn't waited for.
    private static func checkStart(_ bytes: RawSpan) throws(ParseStop) {
        for offset in 0..<min(bytes.byteCount, 12) {
            let byte = bytes.byte(at: offset)
            let isExpected =
                switch offset {
                case 0: byte == UInt8(ascii: "H")
                case 1, 2: byte == UInt8(ascii: "T")
                case 3: byte == UInt8(ascii: "P")
                case 4: byte == ASCII.slash
                case 5: byte == ASCII.one
                case 6: byte == UInt8(ascii: ".")
                case 8: byte == ASCII.space
                default: ASCII.decimalValue(byte) < 10
                }
            guard isExpected else { throw .refused(.invalidStatusLine) }
        }
    }
}
