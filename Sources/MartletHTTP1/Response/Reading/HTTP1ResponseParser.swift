/// Parses response heads as strictly as ``HTTP1HeadParser`` parses those of requests. One per connection.
struct HTTP1ResponseParser: Sendable {
    private var search = SectionSearch()

    /// Parses the head at the start of `bytes`.
    ///
    /// After `nil`, call again with the same bytes and more behind them.
    ///
    /// - Parameters:
    ///   - bytes: everything received that belongs to no earlier response.
    ///   - answersHead: whether the request was HEAD, whose response has no body whatever its fields say.
    ///   - limits: how large the parts may be.
    ///   - fields: where the fields are put; valid until the next call with the same table.
    /// - Throws: why the bytes are refused.
    mutating func parse(
        _ bytes: RawSpan,
        answersHead: Bool,
        limits: borrowing HTTP1Limits,
        fields: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> HTTP1ReceivedResponse? {
        guard search.isWorthParsing(bytes, limit: limits.headBytes) else { return nil }
        let visible = bytes.extracting(first: min(bytes.byteCount, limits.headBytes))
        do throws(ParseStop) {
            let head = try Self.parse(visible, answersHead: answersHead, limits: limits, fields: fields)
            search = SectionSearch()
            return head
        } catch {
            switch error {
            case .refused(let refusal): throw refusal
            case .incomplete:
                guard bytes.byteCount < limits.headBytes else { throw .headTooLarge }
                search.noteIncomplete(bytes)
                return nil
            }
        }
    }

    private static func parse(
        _ bytes: RawSpan,
        answersHead: Bool,
        limits: borrowing HTTP1Limits,
        fields: HTTP1FieldTable
    ) throws(ParseStop) -> HTTP1ReceivedResponse {
        var head = HTTP1ReceivedResponse()
        var framing = FramingFields()
        let (start, isHTTP11) = try ReceivedStatusLine.parse(bytes, into: &head)
        let maximumCount = min(limits.fieldCount, fields.capacity)
        var position = start
        while true {
            if let end = try FieldLine.parseEmptyLine(bytes, at: position) {
                position = end
                break
            }
            let line = try FieldLine.parse(bytes, at: position)
            position = line.end
            guard head.fieldCount < maximumCount else { throw .refused(.tooManyFields) }
            fields[head.fieldCount] = line.field
            head.fieldCount &+= 1
            try framing.note(line, in: bytes)
        }
        head.byteCount = position
        head.framing = try Self.framing(framing, of: head, answersHead: answersHead, isHTTP11: isHTTP11, limits: limits)
        head.keepsAlive = framing.persists(isHTTP11: isHTTP11) && head.framing != .untilClose
        return head
    }

    /// RFC 9112 section 6.3, in its order.
    private static func framing(
        _ fields: FramingFields,
        of head: HTTP1ReceivedResponse,
        answersHead: Bool,
        isHTTP11: Bool,
        limits: borrowing HTTP1Limits
    ) throws(ParseStop) -> HTTP1ReceivedResponse.Framing {
        let isChunked = try fields.isChunked(isHTTP11: isHTTP11)
        if answersHead || head.isInterim || head.status == 204 || head.status == 304 { return .length(0) }
        if isChunked { return .chunked }
        guard fields.declaredLength >= 0 else { return .untilClose }
        guard fields.declaredLength <= limits.bodyBytes, fields.declaredLength < Int.max else {
            throw .refused(.bodyTooLarge)
        }
        return .length(fields.declaredLength)
    }
}
