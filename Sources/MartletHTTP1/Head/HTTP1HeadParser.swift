/// Parses request heads, strictly after RFC 9112. One per connection: it remembers how much of an incomplete head it has seen.
package struct HTTP1HeadParser: Sendable {
    private var search = SectionSearch()

    /// A parser that has seen nothing.
    package init() {}

    /// Parses the head at the start of `bytes` into `head` and tells whether it's complete.
    ///
    /// After false, call again with the same bytes and more behind them; the total work stays linear in the size of the head,
    /// however it's cut. After true, the parser is ready for the next head.
    ///
    /// - Parameters:
    ///   - bytes: everything received that belongs to no earlier request.
    ///   - limits: how large the parts may be.
    ///   - head: where the head is put; meaningful after true only. (In place: returning it would copy it just after its
    ///     small parts were stored, which stalls the processor for a tenth of the time that parsing takes.)
    ///   - fields: where the fields are put; valid until the next call with the same table. Its capacity is a limit too.
    /// - Throws: why the bytes are refused.
    package mutating func parse(
        _ bytes: RawSpan,
        limits: borrowing HTTP1Limits,
        into head: inout HTTP1RequestHead,
        fields: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> Bool {
        guard search.isWorthParsing(bytes, limit: limits.headBytes) else { return false }
        let visible = min(bytes.byteCount, limits.headBytes)
        do throws(ParseStop) {
            try Self.parse(bytes.extracting(first: visible), limits: limits, into: &head, fields: fields)
            search = SectionSearch()
            return true
        } catch {
            switch error {
            case .refused(let refusal): throw refusal
            case .incomplete:
                guard bytes.byteCount < limits.headBytes else { throw .headTooLarge }
                search.noteIncomplete(bytes)
                return false
            }
        }
    }

    @inline(__always)
    private static func parse(
        _ bytes: RawSpan,
        limits: borrowing HTTP1Limits,
        into head: inout HTTP1RequestHead,
        fields: HTTP1FieldTable
    ) throws(ParseStop) {
        head = HTTP1RequestHead()
        var connection = ConnectionFields()
        let maximumCount = min(limits.fieldCount, fields.capacity)
        var count = 0
        // RFC 9112 section 2.2: an empty line before the request line is ignored. One, since one is what old clients send.
        let start = try FieldLine.parseEmptyLine(bytes, at: 0) ?? 0
        var position = try RequestLine.parse(bytes, at: start, limits: limits, into: &head)
        try RequestTarget.classify(bytes, into: &head)
        while true {
            if let end = try FieldLine.parseEmptyLine(bytes, at: position) {
                position = end
                break
            }
            let line = try FieldLine.parse(bytes, at: position)
            position = line.end
            guard count < maximumCount else { throw .refused(.tooManyFields) }
            fields[count] = line.field
            count &+= 1
            try connection.note(line, in: bytes, of: &head)
        }
        try connection.conclude(limits: limits, into: &head)
        head.fieldCount16 = UInt16(truncatingIfNeeded: count)
        head.byteCount32 = UInt32(truncatingIfNeeded: position)
    }
}
