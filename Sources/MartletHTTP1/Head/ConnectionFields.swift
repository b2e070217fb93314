/// What the fields that steer the connection have said so far: Host, Connection, Expect, Content-Length and
/// Transfer-Encoding. Everything by which recipients could come to disagree about where a message ends is refused.
struct ConnectionFields {
    private var hosts = 0
    private var transferEncodings = 0
    private var declaredLength = -1
    private var closes = false
    private var keepsAlive = false

    /// Takes note of `line` if it's one of these.
    @inline(__always)
    mutating func note(
        _ line: FieldLine,
        in bytes: RawSpan,
        of head: inout HTTP1RequestHead
    ) throws(ParseStop) {
        switch line.name.upperBound &- line.name.lowerBound {
        case 4:
            guard bytes.matches("host", in: line.name) else { return }
            try noteHost(line.value, in: bytes, of: &head)
        case 6:
            guard bytes.matches("expect", in: line.name) else { return }
            try noteExpectation(line.value, in: bytes, of: &head)
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

    /// Draws the conclusions once all fields have been seen.
    @inline(__always)
    func conclude(limits: borrowing HTTP1Limits, into head: inout HTTP1RequestHead) throws(ParseStop) {
        // RFC 9112 section 3.2.
        guard hosts == 1 || !head.isHTTP11 else { throw .refused(.missingHost) }
        if transferEncodings > 0 {
            // RFC 9112 section 6.1: the two ways to make a server and a proxy disagree.
            guard declaredLength < 0 else { throw .refused(.transferEncodingWithContentLength) }
            guard head.isHTTP11 else { throw .refused(.transferEncodingInHTTP10) }
            head.flags.insert(.chunked)
        }
        guard declaredLength <= limits.bodyBytes, declaredLength < Int.max else { throw .refused(.bodyTooLarge) }
        head.declaredLength = declaredLength
        // RFC 9112 section 9.3, in its order.
        if !closes, head.isHTTP11 || keepsAlive {
            head.flags.insert(.keepAlive)
        }
    }

    @inline(__always)
    private mutating func noteHost(
        _ value: Range<Int>,
        in bytes: RawSpan,
        of head: inout HTTP1RequestHead
    ) throws(ParseStop) {
        guard hosts == 0 else { throw .refused(.repeatedHost) }
        hosts = 1
        // RFC 9112 section 3.2: the value is empty if the target has no authority.
        guard value.isEmpty || Authority.isValid(bytes, in: value) else { throw .refused(.invalidHost) }
        // RFC 9112 section 3.2.2: the authority of an absolute-form replaces that of Host.
        if head.targetForm == .origin || head.targetForm == .asterisk {
            head.authority = HTTP1Slice(value)
        }
    }

    @inline(never)
    private func noteExpectation(
        _ value: Range<Int>,
        in bytes: RawSpan,
        of head: inout HTTP1RequestHead
    ) throws(ParseStop) {
        // RFC 9110 section 10.1.1.
        guard bytes.matches("100-continue", in: value) else { throw .refused(.unsupportedExpectation) }
        if head.isHTTP11 {
            head.flags.insert(.expectsContinue)
        }
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
