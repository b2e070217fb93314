/// Decides when an incomplete section of lines (a head, or trailers) is worth parsing again.
///
/// The fields of a section that isn't complete aren't kept, so each attempt starts at its first byte. Were one made whenever
/// bytes arrive, a client that sends one byte at a time would cost the square of the limit. An attempt is therefore made only
/// when an empty line, which ends the section, or a bare LF, which spoils it, has arrived, when the section has doubled since
/// the last attempt (so that garbage is found early, for twice the cost at most), or when it has reached its limit.
struct SectionSearch: Sendable {
    /// How many bytes have been searched for the end.
    private var searched = 0

    /// At which size the next attempt is made without the end in sight.
    private var nextAttempt = 0

    /// Whether `section` should be parsed. Call with a section that has grown at its end.
    @inline(__always)
    mutating func isWorthParsing(_ section: RawSpan, limit: Int) -> Bool {
        searched == 0 || searchEnd(of: section, limit: limit)
    }

    /// Remembers that `section` was parsed and is incomplete.
    @inline(never)
    mutating func noteIncomplete(_ section: RawSpan) {
        searched = section.byteCount
        nextAttempt = section.byteCount &* 2
    }

    @inline(never)
    private mutating func searchEnd(of section: RawSpan, limit: Int) -> Bool {
        let count = section.byteCount
        if count >= nextAttempt || count >= limit { return true }
        var offset = searched
        searched = count
        while offset < count {
            if section.byte(at: offset) == ASCII.lineFeed, Self.endsSection(section, lineFeed: offset) { return true }
            offset &+= 1
        }
        return false
    }

    /// Whether the LF at `lineFeed` follows no CR, or ends an empty line that isn't the first.
    private static func endsSection(_ section: RawSpan, lineFeed: Int) -> Bool {
        guard lineFeed > 0, section.byte(at: lineFeed &- 1) == ASCII.carriageReturn else { return true }
        return lineFeed > 1 && section.byte(at: lineFeed &- 2) == ASCII.lineFeed
    }
}
