import MartletHTTP1

@testable import MartletHTTP

/// What the router should say, found in the plainest way: every pattern is compared with the path, and those that match are
/// put in order.
struct ReferenceRouter {
    private struct Route {
        let text: String
        let method: String
        let segments: [RoutePattern.Segment]
    }

    private let routes: [Route]

    /// Takes routes written as `GET /users/{id}`; of those that conflict the first stays.
    init(_ texts: [String]) {
        var seen: Set<String> = []
        routes = texts.compactMap { text in
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard let segments = try? RoutePattern(parts[1]).segments else { return nil }
            let shape = segments.map { segment in
                switch segment {
                case .literal(let literal): "=" + literal
                case .parameter: "{}"
                case .wildcard: "{...}"
                }
            }
            guard seen.insert(parts[0] + " " + shape.joined(separator: "/")).inserted else { return nil }
            return Route(text: text, method: parts[0], segments: segments)
        }
    }

    /// The routes without those that conflict.
    var texts: [String] { routes.map(\.text) }

    /// What to say to a request.
    func outcome(_ method: String, _ path: String) -> RoutingOutcome {
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let decoded = segments.map(Self.decode)
        if decoded.contains(nil) { return .malformed }
        let matching = routes.compactMap { route in
            Self.captures(route.segments, segments, decoded.compactMap(\.self)).map { (route: route, captures: $0) }
        }
        let ordered = matching.sorted { Self.rank($0.route).lexicographicallyPrecedes(Self.rank($1.route)) }
        var allowed: Set<String> = ordered.isEmpty ? [] : ["OPTIONS"]
        for (route, captures) in ordered {
            // All routes of this pattern, to prefer HEAD to GET.
            let same = ordered.filter { Self.rank($0.route) == Self.rank(route) }
            let hasHead = same.contains { $0.route.method == "HEAD" }
            if route.method == method || method == "HEAD" && route.method == "GET" && !hasHead {
                return .found(route.text, captures)
            }
            allowed.insert(route.method)
            if route.method == "GET" { allowed.insert("HEAD") }
        }
        if allowed.isEmpty { return .notFound }
        let allow = allowed.sorted().joined(separator: ", ")
        return method == "OPTIONS" ? .options(allow) : .methodNotAllowed(allow)
    }

    private static func rank(_ route: Route) -> [Int] {
        route.segments.map { segment in
            switch segment {
            case .literal: 0
            case .parameter: 1
            case .wildcard: 2
            }
        }
    }

    private static func captures(_ pattern: [RoutePattern.Segment], _ raw: [String], _ decoded: [[UInt8]]) -> [String]?
    {
        var captures: [String] = []
        for (index, segment) in pattern.enumerated() {
            guard index < raw.count else { return nil }
            switch segment {
            case .literal(let literal):
                if Array(literal.utf8) != decoded[index] { return nil }
            case .parameter:
                if raw[index].isEmpty { return nil }
                captures.append(raw[index])
            case .wildcard:
                return captures + [raw[index...].joined(separator: "/")]
            }
        }
        return pattern.count == raw.count ? captures : nil
    }

    private static func decode(_ segment: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Substring(segment)
        while let character = rest.popFirst() {
            guard character == "%" else {
                bytes += Array(String(character).utf8)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
