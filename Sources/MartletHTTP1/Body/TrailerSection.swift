/// Parses the fields after the last chunk, RFC 9112 section 7.1.2, as strictly as those of a head.
struct TrailerSection: Sendable {
    private var search = SectionSearch()

    /// Parses the section at `position`, moves it behind the section and returns the number of fields; nil if it isn't complete.
    mutating func parse(
        _ bytes: RawSpan,
        position: inout Int,
        limits: borrowing HTTP1Limits,
        into fields: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> Int? {
        let section = bytes.extracting(droppingFirst: position)
        guard section.byteCount > 0, search.isWorthParsing(section, limit: limits.trailerBytes) else { return nil }
        let visible = section.extracting(first: min(section.byteCount, limits.trailerBytes))
        var count = 0
        do throws(ParseStop) {
            position &+= try Self.parseFields(visible, limits: limits, into: fields, count: &count)
            return count
        } catch {
            switch error {
            case .refused(.tooManyFields): throw .trailersTooLarge
            case .refused(let refusal): throw refusal
            case .incomplete:
                guard section.byteCount < limits.trailerBytes else { throw .trailersTooLarge }
                search.noteIncomplete(section)
                return nil
            }
        }
    }

    private static func parseFields(
        _ section: RawSpan,
        limits: borrowing HTTP1Limits,
        into fields: HTTP1FieldTable,
        count: inout Int
    ) throws(ParseStop) -> Int {
        var position = 0
        while true {
            if let end = try FieldLine.parseEmptyLine(section, at: position) { return end }
            let line = try FieldLine.parse(section, at: position)
            position = line.end
            guard count < min(limits.fieldCount, fields.capacity) else { throw .refused(.tooManyFields) }
            guard !isForbidden(line.name, in: section) else { throw .refused(.forbiddenTrailer) }
            fields[count] = line.field
            count &+= 1
        }
    }

    /// Whether RFC 9110 section 6.5.1 forbids the field in trailers: it's needed before the body, for framing, routing,
    /// authentication or to understand the content. Trailers are never merged into the head; refusing these is for others'
    /// sake that might do so behind us.
    private static func isForbidden(_ name: Range<Int>, in section: RawSpan) -> Bool {
        for forbidden: StaticString in [
            "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range",
            "content-type", "cookie", "expect", "host", "max-forwards", "range", "te", "trailer", "transfer-encoding",
            "upgrade",
        ] where section.matches(forbidden, in: name) {
            return true
        }
        return false
    }
}
