/// Ends a call at the deadline of ``RequestContext/current``, for endpoints that do not do so themselves and stand in the
/// place of those that do.
///
/// ``Timeout`` leaves the deadline of an outer caller to whoever has set it; this layer sets none and keeps that one.
package struct DeadlineKeeping: Middleware {
    @usableFromInline
    let timeout: Timeout

    /// Makes a layer.
    ///
    /// - Parameter clock: The clock to sleep on.
    package init(clock: MonotonicClock) {
        timeout = Timeout(Deadline.century, clock: clock)
    }

    /// Whether the layer keeps the deadline: that is what it is for.
    package var endsByDeadline: Bool { true }

    /// Lets the call run until the deadline.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/deadlineExceeded`` when the call was cancelled at its deadline.
    ///   Otherwise what the call throws.
    package func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard let deadline = RequestContext.current.deadline else { return try await next(request) }
        return try await timeout.run(request, next, until: deadline)
    }
}
