public import Martlet

/// The endpoint of one instance, and what to do when it is of no use any more.
///
/// ```swift
/// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>("uppercase", balancing: strings, by: .roundRobin) { instance in
///     let connection = Connection(to: instance.address)
///     return PooledEndpoint(connection.uppercase) { await connection.close() }
/// }
/// ```
///
/// Where endpoints share a client, as those of `HTTPClient` do, there is nothing to close: give the endpoint alone.
public struct PooledEndpoint<Request: Sendable, Response: Sendable>: Sendable {
    let endpoint: Endpoint<Request, Response>
    let close: (@Sendable () async -> Void)?

    /// Makes one.
    ///
    /// - Parameters:
    ///   - endpoint: Calls the instance.
    ///   - close: Runs once, when the instance has left and its calls have ended, and at the end of the `Discovery`.
    public init(_ endpoint: Endpoint<Request, Response>, close: @escaping @Sendable () async -> Void) {
        self.endpoint = endpoint
        self.close = close
    }

    init(_ endpoint: Endpoint<Request, Response>) {
        self.endpoint = endpoint
        close = nil
    }
}
