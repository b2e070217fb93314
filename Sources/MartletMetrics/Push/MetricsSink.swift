/// Where a ``MetricsPush`` sends: encodes what was counted in an interval, and carries it to a backend.
public protocol MetricsSink: Sendable {
    /// What is sent at once: a datagram, the body of a request.
    associatedtype Payload: Sendable

    /// Drains the registry and encodes what it has counted.
    ///
    /// - Parameters:
    ///   - registry: What has been counted.
    ///   - time: The time of day, in nanoseconds since 1970.
    func encode(_ registry: MetricsRegistry, at time: Int64) -> [Payload]

    /// How many bytes a payload has, for the limit of what waits.
    func size(of payload: Payload) -> Int

    /// Sends a payload. It must heed cancellation: it is cancelled when it takes too long.
    ///
    /// - Throws: ``MetricsSinkError/rejected(_:)`` when it would be in vain to send it again; anything else when it
    ///   should be tried later.
    func send(_ payload: Payload) async throws

    /// Closes what is open, at the end.
    func close() async
}

extension MetricsSink {
    /// Nothing to close.
    public func close() async {}
}

/// What a sink says about a payload that it could not send.
public struct MetricsSinkError: Error, CustomStringConvertible {
    /// What happened.
    public let description: String

    /// The backend does not take the payload, now or later.
    ///
    /// - Parameter reason: What it has said.
    public static func rejected(_ reason: String) -> MetricsSinkError {
        MetricsSinkError(description: reason)
    }
}
