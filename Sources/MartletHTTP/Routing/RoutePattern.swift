/// The path of a route as it is written down: `/profiles/{id}/addresses/{addressID}`, `/files/{path...}`.
///
/// - A literal segment is compared with the percent-decoded segment of a path, byte for byte in UTF-8: without regard to
///   how either is escaped, but without Unicode normalisation.
/// - `{name}` stands for one whole segment that has at least one byte.
/// - `{name...}`, at the end only, stands for the rest of the path, which may be empty: `/files/{path...}` matches `/files/`
///   but not `/files`.
/// - Empty segments count: `/profiles` and `/profiles/` are different, and so are `/a/b` and `/a//b`.
struct RoutePattern: Sendable {
    /// One part between slashes.
    enum Segment: Hashable, Sendable {
        /// Matches itself.
        case literal(String)

        /// Matches any one segment that is not empty.
        case parameter(String)

        /// Matches whatever is left.
        case wildcard(String)
    }

    /// The pattern as it was written.
    let text: String

    /// The parts after each slash; at least one, which for `/` is the empty literal.
    let segments: [Segment]

    /// The names in braces, in the order of the captures of a match.
    var parameterNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .wildcard(let name): name
            }
        }
    }

    /// Parses a pattern.
    init(_ text: String) throws(RoutePatternError) {
        var parser = RoutePatternParser(text: text)
        segments = try parser.parse()
        self.text = text
    }

    /// Joins the prefixes that routes are mounted under, outermost first, and the pattern of the route itself.
    ///
    /// One trailing slash of what comes before gives way to the leading slash of what follows, so that `/v1` and `/v1/` are
    /// the same as prefixes and `/` changes nothing. Empty parts are left out: a route with the pattern `""` answers at the
    /// very path it is mounted under.
    init(joining parts: [String]) throws(RoutePatternError) {
        var text = ""
        for part in parts where !part.isEmpty {
            // Parsed alone first, so that the error is about what somebody wrote, and a missing slash is not papered over.
            _ = try RoutePattern(part)
            if text.utf8.last == UInt8(ascii: "/") { text.unicodeScalars.removeLast() }
            text += part
        }
        try self.init(text)
    }
}

extension RoutePattern: CustomStringConvertible {
    var description: String { text }
}
