import Martlet
import MartletHTTP
import Synchronization

/// Counts what goes to each instance: a transport around another one.
struct Traffic<Base: HTTPTransport>: HTTPTransport {
    private let base: Base
    private let counts = TrafficCounts()

    init(_ base: Base) {
        self.base = base
    }

    /// What has gone to each instance so far.
    var stats: Endpoint<Empty, [String: InstanceTraffic]> {
        Endpoint("stats") { [counts] _ in counts.current }
    }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let instance = request.origin
        counts.change(instance) {
            $0.sent += 1
            if RequestContext.current.attempt > 1 { $0.retries += 1 }
        }
        do {
            let response = try await base.send(request, deadline: deadline)
            counts.change(instance) { $0.answered += 1 }
            return response
        } catch {
            counts.change(instance) { $0.failed += 1 }
            throw error
        }
    }
}

/// What has gone to one instance.
struct InstanceTraffic: Codable, Hashable, Sendable {
    /// All requests.
    var sent = 0

    /// Those that came back with any answer.
    var answered = 0

    /// Those that did not.
    var failed = 0

    /// Those that were further attempts of calls that had failed before.
    var retries = 0
}

private final class TrafficCounts: Sendable {
    private let instances = Mutex<[String: InstanceTraffic]>([:])

    var current: [String: InstanceTraffic] { instances.withLock { $0 } }

    func change(_ instance: String, _ change: (inout InstanceTraffic) -> Void) {
        instances.withLock { change(&$0[instance, default: InstanceTraffic()]) }
    }
}
