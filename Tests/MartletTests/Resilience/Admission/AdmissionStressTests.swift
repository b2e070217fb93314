import MartletTesting
import Synchronization
import Testing

@testable import Martlet

/// Many tasks, random cancellations and deadlines, on real threads: in the end every permit is back.
@Suite struct AdmissionStressTests {
    private final class Inside: Sendable {
        private let counts = Mutex((now: 0, most: 0, done: 0))
        var now: Int { counts.withLock { $0.now } }
        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }

        func enter() {
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() {
            counts.withLock {
                $0.now -= 1
                $0.done += 1
            }
        }
    }

    /// Calls an endpoint behind a layer from many tasks.
    ///
    /// - Returns: How many were inside at the most, and how many came to their end.
    private func storm(_ layer: some Middleware, seed: UInt64) async -> (most: Int, done: Int, inside: Int) {
        let inside = Inside()
        let endpoint = Endpoint("storm") { (yields: Int) in
            inside.enter()
            defer { inside.leave() }
            for _ in 0..<yields { await Task.yield() }
            return yields
        }
        .with(layer)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    var random = SeededGenerator(seed: seed &+ UInt64(index))
                    for _ in 0..<5 {
                        let yields = Int.random(in: 0..<6, using: &random)
                        let cancelAfter = Int.random(in: 0..<12, using: &random)
                        let deadline: Deadline? =
                            Int.random(in: 0..<4, using: &random) == 0
                            ? .after(.microseconds(Int.random(in: 1..<2_000, using: &random))) : nil
                        let priority = RequestPriority(rawValue: Int8.random(in: -2...2, using: &random))
                        // unstructured: it is cancelled while this task goes on, and awaited below.
                        let call = Task {
                            try await RequestContext.with(deadline: deadline, priority: priority) {
                                try await endpoint(yields)
                            }
                        }
                        if cancelAfter < 6 {
                            for _ in 0..<cancelAfter { await Task.yield() }
                            call.cancel()
                        }
                        _ = await call.result
                    }
                }
            }
        }
        return (inside.most, inside.done, inside.now)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func bulkhead(seed: UInt64) async {
        let bulkhead = Bulkhead(4, maximumWaiting: 1_000)
        let result = await storm(bulkhead, seed: seed)
        #expect(result.most <= 4)
        #expect(result.done > 0)
        #expect(bulkhead.inFlight == 0)
        #expect(bulkhead.waiting == 0)
        // Every place is still there.
        #expect(await storm(bulkhead, seed: seed).done > 0)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func adaptiveConcurrency(seed: UInt64) async {
        let layer = AdaptiveConcurrency(initial: 4, maximum: 4, maximumWaiting: 1_000)
        let result = await storm(layer, seed: seed)
        #expect(result.most <= 4)
        #expect(result.done > 0)
        #expect(layer.inFlight == 0)
        #expect(layer.waiting == 0)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func loadShedding(seed: UInt64) async {
        let layer = LoadShedding(
            concurrency: 4,
            maximumWaiting: 50,
            target: .microseconds(50),
            interval: .microseconds(200)
        )
        let result = await storm(layer, seed: seed)
        #expect(result.most <= 4)
        #expect(result.done > 0)
        #expect(layer.inFlight == 0)
        #expect(layer.waiting == 0)
    }
}
