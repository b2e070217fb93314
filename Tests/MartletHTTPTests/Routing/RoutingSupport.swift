import MartletHTTP1
import MartletTesting

@testable import MartletHTTP

/// A value to find: says which route it is by the text of its declaration.
final class RouteAnswer: Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What a look-up says, to compare: the route as `GET /users/{id}` with its captures as text.
enum RoutingOutcome: Equatable {
    case found(String, [String])
    case methodNotAllowed(String)
    case options(String)
    case notFound
    case malformed
}

/// Entries for routes written as `GET /users/{id}`.
func routeEntries(_ routes: [String]) -> [RouteEntry<RouteAnswer>] {
    routes.enumerated().map { index, route in
        let parts = route.split(separator: " ", maxSplits: 1).map(String.init)
        return RouteEntry(
            method: parts[0],
            pattern: parts.count > 1 ? parts[1] : "",
            value: RouteAnswer(route),
            fileID: "App/Routes.swift",
            line: index + 1
        )
    }
}

/// A router for routes written as `GET /users/{id}`.
func makeRouter(_ routes: [String]) throws -> Router<RouteAnswer> {
    try Router(routeEntries(routes))
}

extension Router where Value == RouteAnswer {
    /// Looks up a request written as `GET /users/17`.
    func outcome(_ request: String) -> RoutingOutcome {
        let parts = request.split(separator: " ", maxSplits: 1).map(String.init)
        return outcome(parts[0], Array(parts.count > 1 ? parts[1].utf8 : "".utf8))
    }

    /// Looks up a method and the bytes of a path.
    func outcome(_ method: String, _ path: [UInt8]) -> RoutingOutcome {
        // Something is in it already, as when an array is used again.
        var captures = [HTTP1Slice(7..<9)]
        let match = find(
            method: HTTP1Method(standardName: method) ?? .other,
            methodName: method.utf8Span.span.bytes,
            path: path.span.bytes,
            captures: &captures
        )
        switch match {
        case .found(let answer):
            return .found(answer.description, captures.map { String(decoding: path[$0.range], as: UTF8.self) })
        case .methodNotAllowed(let allow): return captures.isEmpty ? .methodNotAllowed(allow) : .notFound
        case .options(let allow): return .options(allow)
        case .notFound: return .notFound
        case .malformed: return .malformed
        }
    }

    /// How many nodes a look-up comes to.
    func visits(_ request: String) -> Int {
        let parts = request.split(separator: " ", maxSplits: 1).map(String.init)
        var captures: [HTTP1Slice] = []
        var visits = 0
        _ = table.find(
            HTTP1Method(standardName: parts[0]) ?? .other,
            methodName: parts[0].utf8Span.span.bytes,
            path: parts[1].utf8Span.span.bytes,
            captures: &captures,
            visits: &visits
        )
        return visits
    }
}

extension SeededGenerator {
    mutating func path(of segments: [String], count: ClosedRange<Int>) -> String {
        (0..<Int.random(in: count, using: &self)).map { _ in "/" + element(of: segments) }.joined()
    }
}
