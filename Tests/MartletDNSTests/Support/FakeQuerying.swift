import Martlet
import MartletDNS
import MartletDNSMessage
import Synchronization

/// Answers questions as it is told: by name and type, and negative for all others.
final class FakeQuerying: DNSQuerying {
    private struct State {
        var answers: [String: DNSLookup] = [:]
        var failure: Status?
        var asked: [String] = []
    }

    private let state = Mutex(State())

    /// The questions so far: `SRV _web._tcp.svc.test`.
    var asked: [String] { state.withLock { $0.asked } }

    func answer(_ question: String, _ lookup: DNSLookup?) {
        state.withLock { $0.answers[question] = lookup }
    }

    func fail(_ failure: Status?) {
        state.withLock { $0.failure = failure }
    }

    func lookup(_ name: DNSName, _ type: DNSRecordType) async throws -> DNSLookup {
        try state.withLock { state in
            state.asked.append("\(type) \(name)")
            if let failure = state.failure { throw failure }
            return state.answers["\(type) \(name)"] ?? DNSLookup([])
        }
    }
}
