/// What the fields have said so far that tell where a message ends and whether another may follow it: Connection, Content-Length
/// and Transfer-Encoding. The same for requests and responses. Everything by which recipients could come to disagree about where
/// a message ends is refused.
struct FramingFields {
    private(set) var declaredLength = -1
    private(set) var closes = false
    private(set) var keepsAlive = false
    private var transferEncodings = 0

    /// Takes note of `line` if it's one of these.
    @inline(__always)
    mutating func note(_ line: FieldLine, in bytes: RawSpan) throws(ParseStop) {
        switch line.name.upperBound &- line.name.lowerBound {
        case 10:
            guard bytes.matches("connection", in: line.name) else { return }
            noteConnection(line.value, in: bytes)
        case 14:
            guard bytes.matches("content-length", in: line.name) else { return }
            try noteContentLength(line.value, in: bytes)
        case 17:
            guard bytes.matches("transfer-encoding", in: line.name) else { return }
            try noteTransferEncoding(line.value, in: bytes)
        default:
            return
        }
    }

    /// Whether the body comes in chunks, once all fields have been seen.
    @inline(__always)
    func isChunked(isHTTP11: Bool) throws(ParseStop) -> Bool {
        guard transferEncodings > 0 else { return false }
        // RFC 9112 section 6.1: the two ways to make a server and a proxy disagree.
        guard declaredLength < 0 else { throw .refused(.transferEncodingWithContentLength) }
        guard isHTTP11 else { throw .refused(.transferEncodingInHTTP10) }
        return true
    }

    /// Whether the connection may live on, RFC 9112 section 9.3, in its order.
    @inline(__always)
    func persists(isHTTP11: Bool) -> Bool {
        !closes && (isHTTP11 || keepsAlive)
    }

    @inline(never)
    private mutating func noteConnection(_ value: Range<Int>, in bytes: RawSpan) {
        var start = value.lowerBound
        while start < value.upperBound {
            var comma = start
            while comma < value.upperBound, bytes.byte(at: comma) != ASCII.comma {
                comma &+= 1
            }
            let optionStart = min(bytes.endOfWhitespace(from: start), comma)
            let option = optionStart..<bytes.trimmedEnd(of: optionStart..<comma)
            if bytes.matches("close", in: option) {
                closes = true
            } else if bytes.matches("keep-alive", in: option) {
                keepsAlive = true
            }
            start = comma &+ 1
        }
    }

    @inline(__always)
    private mutating func noteContentLength(_ value: Range<Int>, in bytes: RawSpan) throws(ParseStop) {
        // RFC 9110 section 8.6 lets a recipient accept equal repetitions; refusing them is simpler to reason about.
        guard declaredLength < 0 else { throw .refused(.repeatedContentLength) }
        guard !value.isEmpty else { throw .refused(.invalidContentLength) }
        var length = 0
        for offset in value {
            let digit = ASCII.decimalValue(bytes.byte(at: offset))
            guard digit < 10 else { throw .refused(.invalidContentLength) }
            let (product, multiplicationOverflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, additionOverflow) = product.addingReportingOverflow(Int(digit))
            // Too much for an integer is too much for any limit.
            length = multiplicationOverflow || additionOverflow ? Int.max : sum
        }
        declaredLength = length
    }

    @inline(never)
    private mutating func noteTransferEncoding(_ value: Range<Int>, in bytes: RawSpan) throws(ParseStop) {
        // RFC 9112 section 6.1: chunked is the last coding, is applied once, and others may be answered 501.
        guard transferEncodings == 0 else { throw .refused(.repeatedTransferEncoding) }
        transferEncodings = 1
        guard !value.isEmpty else { throw .refused(.invalidTransferEncoding) }
        guard bytes.matches("chunked", in: value) else { throw .refused(.unsupportedTransferCoding) }
    }
}
