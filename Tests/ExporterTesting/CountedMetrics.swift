package import CoreMetrics
import Synchronization

/// Remembers what counters have counted.
package final class CountedMetrics: MetricsFactory {
    private struct State {
        var counts: [String: Int64] = [:]
        var waiters: [(name: String, count: Int64, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The count of a counter, with the value of its one dimension in brackets: `name[reason]`.
    package subscript(name: String) -> Int64 { state.withLock { $0.counts[name] ?? 0 } }

    /// Waits until a counter has counted so far.
    package func wait(for name: String, atLeast count: Int64) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.counts[name] ?? 0 < count else { return true }
                state.waiters.append((name, count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func add(_ amount: Int64, to name: String) {
        let ready = state.withLock { state in
            let count = (state.counts[name] ?? 0) + amount
            state.counts[name] = count
            let ready = state.waiters.filter { $0.name == name && $0.count <= count }
            state.waiters.removeAll { $0.name == name && $0.count <= count }
            return ready.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Handler(name: label + dimensions.map { "[\($0.1)]" }.joined(), metrics: self)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        NOOPMetricsHandler.instance
    }
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private final class Handler: CounterHandler {
        let name: String
        let metrics: CountedMetrics

        init(name: String, metrics: CountedMetrics) {
            self.name = name
            self.metrics = metrics
        }

        func increment(by amount: Int64) { metrics.add(amount, to: name) }
        func reset() {}
    }
}
