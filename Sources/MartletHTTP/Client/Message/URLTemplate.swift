import Martlet

/// A URL taken apart once, when the endpoint is made, so that a call only puts it together.
///
/// Nothing is refused here: a URL may come from a configuration, and a client must start all the same. Characters that
/// a URL cannot hold are encoded, and what makes no sense fails the call in the transport.
struct URLTemplate: Sendable {
    private enum Piece {
        case text(String)
        case parameter(name: String, manySegments: Bool)
    }

    var origin: String
    var query: String
    private var path: [Piece]

    init(_ url: String) {
        // A fragment is never sent.
        var rest = url.prefix { $0 != "#" }
        (origin, rest) = Self.origin(of: rest)
        let path = rest.prefix { $0 != "?" }
        query = URLEncoding.query(rest.dropFirst(path.count + 1))
        self.path = Self.pieces(of: path)
    }

    /// Everything before the path, when there is a scheme.
    private static func origin(of url: Substring) -> (String, Substring) {
        guard let scheme = url.firstRange(of: "://") else { return ("", url) }
        let end = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex
        return (String(url[..<end]), url[end...])
    }

    private static func pieces(of path: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var rest = path
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open != rest.startIndex { pieces.append(.text(URLEncoding.path(rest[..<open]))) }
            let name = rest[rest.index(after: open)..<close]
            let manySegments = name.hasSuffix("...")
            pieces.append(.parameter(name: String(manySegments ? name.dropLast(3) : name), manySegments: manySegments))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(URLEncoding.path(rest))) }
        return pieces
    }

    /// The path with its parameters in braces: `/profiles/{id}`.
    var pattern: String {
        let pattern = path.map { piece in
            switch piece {
            case .text(let text): text
            case .parameter(let name, let manySegments): manySegments ? "{\(name)...}" : "{\(name)}"
            }
        }
        .joined()
        return pattern.hasPrefix("/") ? pattern : "/" + pattern
    }

    func target(_ parameters: [(name: String, value: String)]) throws -> String {
        var target = ""
        for piece in path {
            switch piece {
            case .text(let text):
                target += text
            case .parameter(let name, let manySegments):
                guard let value = parameters.first(where: { $0.name == name })?.value else {
                    throw Status(.internal, "the path parameter \"\(name)\" has no value")
                }
                target += try Self.encode(value, of: name, manySegments: manySegments)
            }
        }
        if !target.hasPrefix("/") { target = "/" + target }
        return query.isEmpty ? target : "\(target)?\(query)"
    }

    /// Dot segments are refused rather than encoded: `%2E%2E` is removed from a path just as `..` is. An empty segment
    /// would name another resource: the collection, where one of its members is meant.
    private static func encode(_ value: String, of name: String, manySegments: Bool) throws -> String {
        let segments = manySegments ? value.split(separator: "/", omittingEmptySubsequences: false) : [value[...]]
        guard !segments.contains(where: { $0 == "." || $0 == ".." }) else {
            throw Status(.invalidArgument, "\(name): must not be \".\" or \"..\"")
        }
        guard manySegments || !value.isEmpty else {
            throw Status(.invalidArgument, "\(name): must not be empty")
        }
        return segments.map { PercentEncoding.encodePathSegment(String($0)) }.joined(separator: "/")
    }
}
