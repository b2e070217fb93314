import MartletHTTP1

/// Finds the value for a method and a path.
///
/// Built once and immutable. A look-up costs the same for ten routes and for ten thousand: it takes a step for each segment
/// of the path, each of which is a search in a hash table. See ``RoutePattern`` for what matches, and
/// ``RouteTable/find(_:methodName:path:captures:visits:)`` for which of several patterns goes first.
///
/// - HEAD is answered by the route for GET unless the same pattern has one for HEAD.
/// - OPTIONS without a route is answered with the list of methods, and `OPTIONS *` with that of all routes.
/// - A path is split before it is decoded: `%2F` is a slash inside a segment. Dots are not resolved: a wildcard may capture
///   `../..`, and who opens files must check it.
///
/// `@unchecked Sendable` since it is immutable, and values are `Sendable`.
final class Router<Value: AnyObject & Sendable>: @unchecked Sendable {
    /// The routes without their values; an index there is one in `values`.
    let table: RouteTable

    // Retained in `init` and released in `deinit`; that look-ups read them from raw memory spares the reference counting of
    // an array and its elements.
    private let values: UnsafeMutableBufferPointer<Unmanaged<Value>>

    /// Makes a router, or says everything that is wrong with the entries.
    init(_ entries: [RouteEntry<Value>]) throws(RoutingError) {
        table = try Self.makeTable(entries)
        values = .allocate(capacity: entries.count)
        _ = values.initialize(from: entries.map { Unmanaged.passRetained($0.value) })
    }

    deinit {
        for value in values { value.release() }
        values.deallocate()
    }

    /// Finds the route for a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - methodName: The name of the method, which counts only when it is `.other`.
    ///   - path: The path as it was sent, without the query. Empty is `/`.
    ///   - captures: Is emptied first. When a route is found it has one slice of `path` for each parameter of the pattern,
    ///     in the same order, still percent-encoded. Hand in the same array each time, and it needs no allocation.
    func find(
        method: HTTP1Method,
        methodName: RawSpan,
        path: RawSpan,
        captures: inout [HTTP1Slice]
    ) -> RouteMatch<Value> {
        switch findUnmanaged(method: method, methodName: methodName, path: path, captures: &captures) {
        case .found(let value): .found(value.takeUnretainedValue())
        case .methodNotAllowed(let allow): .methodNotAllowed(allow: allow)
        case .options(let allow): .options(allow: allow)
        case .notFound: .notFound
        case .malformed: .malformed
        }
    }

    /// Finds the route for a request without retaining its value, which lives as long as the router.
    ///
    /// For event loops: a reference count that all of them change for each request is a place they wait for each other.
    @inline(__always)
    func findUnmanaged(
        method: HTTP1Method,
        methodName: RawSpan,
        path: RawSpan,
        captures: inout [HTTP1Slice]
    ) -> RouteMatch<Unmanaged<Value>> {
        var visits = 0
        let outcome = table.find(method, methodName: methodName, path: path, captures: &captures, visits: &visits)
        guard case .route(let index) = outcome else { return miss(outcome, method, path) }
        return .found(values.baseAddress.unsafelyUnwrapped[index])
    }

    /// What to say when there's no route.
    @inline(never)
    private func miss(
        _ outcome: RouteTable.Outcome,
        _ method: HTTP1Method,
        _ path: RawSpan
    ) -> RouteMatch<Unmanaged<Value>> {
        let isOptions = method.slot == HTTP1Method.options.slot
        switch outcome {
        case .route(let index): return .found(values[index])
        case .none(methods: 0): return .notFound
        case .none(let methods) where isOptions: return .options(allow: table.allow(methods))
        case .none(let methods): return .methodNotAllowed(allow: table.allow(methods))
        case .malformed:
            return isOptions && isAsterisk(path) ? .options(allow: table.allow(table.allMethods)) : .malformed
        }
    }

    /// Whether the path is that of the asterisk-form of a target, which speaks of the whole server.
    private func isAsterisk(_ path: RawSpan) -> Bool {
        path.byteCount == 1 && path.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "*")
    }
}
