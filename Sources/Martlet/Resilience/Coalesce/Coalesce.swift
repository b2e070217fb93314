public import CoreMetrics

/// Lets identical calls at the same time share one: while a call of a key runs, others of the same key wait for its
/// outcome.
///
/// ```swift
/// let profile = Endpoint("profile", store.profile).with(Coalesce())
/// let page = Endpoint("page", store.page)
///     .with(Coalesce(by: { PageKey(path: $0.path, language: $0.language) }))
/// ```
///
/// It keeps a popular key from reaching the backend many times when a cache has just lost it. Use it for reads. Nothing
/// is kept after the call: what comes later makes a new one. The key must hold everything that the answer depends on:
/// if users see different things, the user.
///
/// The first caller of a key leads: the call runs in its task, with its request, deadline, trace and metadata. The
/// others follow, and get the same response or the same error. A follower that is cancelled, or whose deadline passes,
/// leaves alone. A leader that is cancelled or runs out of time does not share what its call has ended with: the
/// follower that has waited longest makes the call again, in its own task. A call must not call its own endpoint with
/// its own key, since it would wait for itself.
///
/// Each endpoint that the layer is put around has calls of its own. Responses that are streams have one reader and are
/// not shared: such calls pass.
///
/// Metrics: the counter `martlet_coalesced_calls`, by `endpoint`, of calls that got the outcome of another one.
///
/// Source: `singleflight` of the [Go project](https://pkg.go.dev/golang.org/x/sync/singleflight), with cancellation
/// added.
public struct Coalesce<Request: Sendable, Response: Sendable, Key: Hashable & Sendable>: TypedMiddleware {
    @usableFromInline
    let key: @Sendable (Request) -> Key

    @usableFromInline
    let calls: CoalescedCallsShell<Key, Response>

    @usableFromInline
    var coalesced: Counter?

    private let maximumKeys: Int
    private let metrics: (any MetricsFactory)?
    private let clock: MonotonicClock

    /// Makes a layer for requests that are identical when something in them is.
    ///
    /// - Parameters:
    ///   - key: What identical requests have in common.
    ///   - maximumKeys: How many different calls may be followed at the same time, zero or more; calls beyond are made
    ///     without the layer. It bounds what the layer remembers.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock of the deadlines; tests pass a manual one.
    public init<C: Clock>(
        by key: @escaping @Sendable (Request) -> Key,
        maximumKeys: Int = 10_000,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.key = key
        self.maximumKeys = maximumKeys
        self.metrics = metrics
        self.clock = MonotonicClock(clock)
        calls = CoalescedCallsShell(maximumKeys: maximumKeys, clock: self.clock)
    }

    private init(copy other: Coalesce) {
        key = other.key
        maximumKeys = other.maximumKeys
        metrics = other.metrics
        clock = other.clock
        calls = CoalescedCallsShell(maximumKeys: maximumKeys, clock: clock)
    }

    /// Whether the layer keeps the deadline: followers leave when theirs passes.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with a counter for this endpoint, and with its calls alone.
    public func attached(to endpoint: String) -> Coalesce {
        var layer = Coalesce(copy: self)
        if let metrics {
            layer.coalesced = Counter(
                label: "martlet_coalesced_calls",
                dimensions: [("endpoint", endpoint)],
                factory: metrics
            )
        }
        return layer
    }

    /// Makes the call, or waits for one that is under way.
    ///
    /// - Throws: What the call throws; for a follower also `CancellationError` when it is cancelled, and ``Status``
    ///   with code ``Status/Code/deadlineExceeded`` when its deadline passes first. Its ``Status/delivery`` is unknown
    ///   then, as the call goes on.
    @inlinable
    public func intercept<Next: Callee<Request, Response>>(_ request: Request, next: Next) async throws -> Response {
        guard !next.streamsResponse else { return try await next(request) }
        let key = key(request)
        switch calls.join(key) {
        case .leader:
            return try await lead(key, request, next)
        case .follower(let follower):
            if let outcome = try await calls.follow(key, follower) {
                coalesced?.increment()
                return try outcome.get()
            }
            return try await lead(key, request, next)
        case .alone:
            return try await next(request)
        }
    }

    @inlinable
    func lead<Next: Callee<Request, Response>>(_ key: Key, _ request: Request, _ next: Next) async throws -> Response {
        do {
            let response = try await next(request)
            calls.finish(key, response)
            return response
        } catch {
            calls.finish(key, error)
            throw error
        }
    }
}

extension Coalesce where Request: Hashable, Key == Request {
    /// Makes a layer for requests that are identical when they are equal.
    ///
    /// - Parameters:
    ///   - maximumKeys: How many different calls may be followed at the same time, zero or more; calls beyond are made
    ///     without the layer. It bounds what the layer remembers.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock of the deadlines; tests pass a manual one.
    public init<C: Clock>(
        maximumKeys: Int = 10_000,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.init(by: { $0 }, maximumKeys: maximumKeys, metrics: metrics, clock: clock)
    }
}
