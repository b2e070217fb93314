/// The four forms of a request target, RFC 9112 section 3.2.
enum RequestTarget {
    /// Decides the form of the target of `head` and, where it isn't the origin-form, finds its parts.
    @inline(__always)
    static func classify(_ bytes: RawSpan, into head: inout HTTP1RequestHead) throws(ParseStop) {
        let startsWithSlash = bytes.byte(at: Int(head.target.offset)) == ASCII.slash
        if startsWithSlash, head.method != .connect { return }
        try classifyOtherForm(bytes, into: &head)
    }

    @inline(never)
    private static func classifyOtherForm(_ bytes: RawSpan, into head: inout HTTP1RequestHead) throws(ParseStop) {
        let target = head.target.range
        if head.method == .connect {
            guard Authority.isValid(bytes, in: target, requiresPort: true) else { throw .refused(.invalidTarget) }
            head.targetForm = .authority
            head.authority = head.target
            head.path = HTTP1Slice(target.upperBound..<target.upperBound)
            return
        }
        if target.count == 1, bytes.byte(at: target.lowerBound) == ASCII.asterisk, head.method == .options {
            head.targetForm = .asterisk
            return
        }
        try splitAbsoluteForm(bytes, into: &head)
    }

    /// Finds authority and path of `http://authority/path?query`; the query has been found before.
    private static func splitAbsoluteForm(_ bytes: RawSpan, into head: inout HTTP1RequestHead) throws(ParseStop) {
        // The request line's parser has taken everything up to the question mark for the path.
        let hierarchy = head.path.range
        guard let authorityStart = endOfScheme(bytes, in: hierarchy) else { throw .refused(.invalidTarget) }
        var authorityEnd = authorityStart
        while authorityEnd < hierarchy.upperBound, bytes.byte(at: authorityEnd) != ASCII.slash {
            authorityEnd &+= 1
        }
        guard Authority.isValid(bytes, in: authorityStart..<authorityEnd) else { throw .refused(.invalidTarget) }
        head.targetForm = .absolute
        head.authority = HTTP1Slice(authorityStart..<authorityEnd)
        head.path = HTTP1Slice(authorityEnd..<hierarchy.upperBound)
    }

    /// Where the authority begins after `http://` or `https://`.
    private static func endOfScheme(_ bytes: RawSpan, in range: Range<Int>) -> Int? {
        for (scheme, length) in [("http" as StaticString, 4), ("https", 5)] {
            let end = range.lowerBound &+ length
            guard end &+ 3 <= range.upperBound, bytes.matches(scheme, in: range.lowerBound..<end) else { continue }
            guard bytes.byte(at: end) == ASCII.colon,
                bytes.byte(at: end &+ 1) == ASCII.slash,
                bytes.byte(at: end &+ 2) == ASCII.slash
            else { continue }
            return end &+ 3
        }
        return nil
    }
}
