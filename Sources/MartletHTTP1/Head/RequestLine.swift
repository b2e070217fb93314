/// `request-line = method SP request-target SP HTTP-version CRLF`, RFC 9112 section 3.
enum RequestLine {
    /// Parses the request line at `start` into `head` and returns where the first field line begins.
    @inline(__always)
    static func parse(
        _ bytes: RawSpan,
        at start: Int,
        limits: borrowing HTTP1Limits,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) -> Int {
        let methodEnd = try parseMethod(bytes, at: start, into: &head)
        let targetEnd = try parseTarget(bytes, at: methodEnd &+ 1, limits: limits, into: &head)
        return try parseVersion(bytes, at: targetEnd &+ 1, into: &head)
    }

    /// Takes a method and a target whose ends are known.
    @inline(__always)
    static func take(
        method: Range<Int>,
        target: Range<Int>,
        of bytes: RawSpan,
        limits: borrowing HTTP1Limits,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) {
        guard method.count <= HTTP1Method.maximumByteCount else { throw .refused(.methodTooLong) }
        guard bytes.end(of: .token, from: method.lowerBound) >= method.upperBound else {
            throw .refused(.invalidMethod)
        }
        head.methodName = HTTP1Slice(method)
        head.method = HTTP1Method(word: bytes.firstBytes(of: method), count: method.count)
        guard target.count <= limits.targetBytes else { throw .refused(.targetTooLong) }
        let pathEnd = min(bytes.end(of: .path, from: target.lowerBound), target.upperBound)
        head.target = HTTP1Slice(target)
        head.path = HTTP1Slice(target.lowerBound..<pathEnd)
        guard pathEnd < target.upperBound else { return }
        guard bytes.byte(at: pathEnd) == ASCII.questionMark,
            bytes.end(of: .target, from: pathEnd &+ 1) >= target.upperBound
        else { throw .refused(.invalidTarget) }
        head.flags.insert(.query)
        head.querySlice = HTTP1Slice(pathEnd &+ 1..<target.upperBound)
    }

    /// Parses the method and returns where the space after it is.
    @inline(__always)
    private static func parseMethod(
        _ bytes: RawSpan,
        at start: Int,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) -> Int {
        let end = bytes.end(of: .token, from: start)
        // RFC 9112 section 3: a method longer than any that the server implements is answered 501.
        guard end &- start <= HTTP1Method.maximumByteCount else { throw .refused(.methodTooLong) }
        guard end < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: end) == ASCII.space, end > start else {
            throw .refused(bytes.byte(at: end).isLineEnding ? .invalidLineEnding : .invalidMethod)
        }
        head.methodName = HTTP1Slice(start..<end)
        // A complete request line has at least eleven bytes after its method.
        guard start &+ 8 <= bytes.byteCount else { return end }
        head.method = HTTP1Method(word: bytes.word(at: start), count: end &- start)
        return end
    }

    /// Finds the path, the query and the end of the target; which form it has is decided once the whole head is there.
    @inline(__always)
    private static func parseTarget(
        _ bytes: RawSpan,
        at start: Int,
        limits: borrowing HTTP1Limits,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) -> Int {
        let pathEnd = bytes.end(of: .path, from: start)
        var end = pathEnd
        if end < bytes.byteCount, bytes.byte(at: end) == ASCII.questionMark {
            end = bytes.end(of: .target, from: end &+ 1)
            head.flags.insert(.query)
            head.querySlice = HTTP1Slice(pathEnd &+ 1..<end)
        }
        guard end &- start <= limits.targetBytes else { throw .refused(.targetTooLong) }
        guard end < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: end) == ASCII.space, end > start else { throw .refused(.invalidTarget) }
        head.target = HTTP1Slice(start..<end)
        head.path = HTTP1Slice(start..<pathEnd)
        return end
    }

    /// Parses the version with its line ending and returns where the next line begins.
    @inline(__always)
    private static func parseVersion(
        _ bytes: RawSpan,
        at start: Int,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) -> Int {
        let end = start &+ 10
        guard end <= bytes.byteCount else { throw stopInVersion(bytes, at: start) }
        // "HTTP/1.1" is by far the most frequent: one comparison.
        if bytes.word(at: start) == 0x312E_312F_5054_5448,
            bytes.byte(at: start &+ 8) == ASCII.carriageReturn,
            bytes.byte(at: start &+ 9) == ASCII.lineFeed
        {
            head.flags.insert(.http11)
            return end
        }
        try parseOtherVersion(bytes, at: start, into: &head)
        return end
    }

    /// Parses a version that isn't 1.1 and has all its bytes.
    @inline(never)
    private static func parseOtherVersion(
        _ bytes: RawSpan,
        at start: Int,
        into head: inout HTTP1RequestHead
    ) throws(ParseStop) {
        for index in 0..<10 {
            guard mayStandInVersion(bytes.byte(at: start &+ index), at: index) else { throw .refused(.invalidVersion) }
        }
        guard bytes.byte(at: start &+ 5) == ASCII.one else { throw .refused(.unsupportedVersion) }
        // RFC 9110 section 6.2: a higher minor version is processed as the highest that is implemented.
        if bytes.byte(at: start &+ 7) != ASCII.zero {
            head.flags.insert(.http11)
        }
    }

    /// Whether more bytes could complete a version that is cut short: garbage isn't waited for.
    @inline(never)
    private static func stopInVersion(_ bytes: RawSpan, at start: Int) -> ParseStop {
        for index in 0..<max(bytes.byteCount &- start, 0) {
            guard mayStandInVersion(bytes.byte(at: start &+ index), at: index) else { return .refused(.invalidVersion) }
        }
        return .incomplete
    }

    /// `HTTP-version = "HTTP" "/" DIGIT "." DIGIT`, and the line ending.
    private static func mayStandInVersion(_ byte: UInt8, at index: Int) -> Bool {
        switch index {
        case 0: byte == UInt8(ascii: "H")
        case 1, 2: byte == UInt8(ascii: "T")
        case 3: byte == UInt8(ascii: "P")
        case 4: byte == ASCII.slash
        case 5, 7: ASCII.decimalValue(byte) < 10
        case 6: byte == UInt8(ascii: ".")
        case 8: byte == ASCII.carriageReturn
        default: byte == ASCII.lineFeed
        }
    }
}

extension RawSpan {
    /// The first eight bytes of a range in a word, or as many as there are.
    @inline(__always)
    fileprivate func firstBytes(of range: Range<Int>) -> UInt64 {
        if range.lowerBound &+ 8 <= byteCount { return word(at: range.lowerBound) }
        var word: UInt64 = 0
        for offset in range.reversed() { word = word &<< 8 | UInt64(byte(at: offset)) }
        return word
    }
}

extension UInt8 {
    /// Whether this is CR or LF.
    var isLineEnding: Bool {
        self == ASCII.carriageReturn || self == ASCII.lineFeed
    }
}
