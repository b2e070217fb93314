import CoreMetrics
import Synchronization

/// The handles of a server's metrics, kept after their first use.
///
/// Methods that are none of the standard ones count as `_OTHER`, and routes are patterns, so that clients cannot make up series.
final class HTTPServerMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String?
        let status: Int
    }

    private static let knownMethods: Set = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
    ]

    private let factory: any MetricsFactory
    private let active = Mutex<[String: Meter]>([:])
    private let durations = Mutex<[Key: Timer]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func began(_ method: String) {
        meter(Self.bounded(method)).increment()
    }

    func ended(_ method: String, route: String?, status: Int, duration: Int64) {
        let method = Self.bounded(method)
        meter(method).decrement()
        timer(Key(method: method, route: route, status: status)).recordNanoseconds(duration)
    }

    private static func bounded(_ method: String) -> String {
        knownMethods.contains(method) ? method : "_OTHER"
    }

    /// A foreign factory is not called under a lock; handles of the same name count on the same series.
    private func meter(_ method: String) -> Meter {
        if let known = active.withLock({ $0[method] }) { return known }
        let made = Meter(
            label: "http.server.active_requests",
            dimensions: [("http.request.method", method)],
            factory: factory
        )
        active.withLock { $0[method] = made }
        return made
    }

    private func timer(_ key: Key) -> Timer {
        if let known = durations.withLock({ $0[key] }) { return known }
        let dimensions = [
            ("http.request.method", key.method), ("http.route", key.route ?? "none"),
            ("http.response.status_code", "\(key.status)"),
        ]
        let made = Timer(label: "http.server.request.duration", dimensions: dimensions, factory: factory)
        durations.withLock { $0[key] = made }
        return made
    }
}
