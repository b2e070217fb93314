/// What the fields that steer the connection have said so far: Host, Expect, and those that frame the body.
struct ConnectionFields {
    private var framing = FramingFields()
    private var hosts = 0

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
        default:
            try framing.note(line, in: bytes)
        }
    }

    /// Draws the conclusions once all fields have been seen.
    @inline(__always)
    func conclude(limits: borrowing HTTP1Limits, into head: inout HTTP1RequestHead) throws(ParseStop) {
        // RFC 9112 section 3.2.
        guard hosts == 1 || !head.isHTTP11 else { throw .refused(.missingHost) }
        if try framing.isChunked(isHTTP11: head.isHTTP11) { head.flags.insert(.chunked) }
        let length = framing.declaredLength
        guard length <= limits.bodyBytes, length < Int.max else { throw .refused(.bodyTooLarge) }
        head.declaredLength = length
        if framing.persists(isHTTP11: head.isHTTP11) { head.flags.insert(.keepAlive) }
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
}
