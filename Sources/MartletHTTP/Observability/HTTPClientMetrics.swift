import CoreMetrics
import Synchronization

/// The handles of a client's metrics, kept after their first use.
final class HTTPClientMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let address: ServerIdentity
        let outcome: String
    }

    /// A client of ever new hosts counts on, but its handles are made anew.
    private static let maximumHandles = 1_000

    private let factory: any MetricsFactory
    private let durations = Mutex<[Key: Timer]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func record(_ method: String, to address: ServerIdentity, outcome: String, duration: Int64) {
        timer(Key(method: method, address: address, outcome: outcome)).recordNanoseconds(duration)
    }

    /// A foreign factory is not called under a lock; handles of the same name count on the same series.
    private func timer(_ key: Key) -> Timer {
        if let known = durations.withLock({ $0[key] }) { return known }
        let dimensions = [
            ("http.request.method", key.method), ("server.address", key.address.host),
            ("server.port", key.address.port.map { "\($0)" } ?? ""),
            ("http.response.status_code", key.outcome),
        ]
        let made = Timer(label: "http.client.request.duration", dimensions: dimensions, factory: factory)
        durations.withLock { if $0.count < Self.maximumHandles { $0[key] = made } }
        return made
    }
}
