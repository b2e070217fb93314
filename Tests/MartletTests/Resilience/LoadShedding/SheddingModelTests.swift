import Testing

@testable import Martlet

/// Seconds of random traffic in front of a service.
@Suite struct SheddingModelTests {
    private typealias Model = AdmissionModel<SheddingAdmission<Int>>

    private func model(concurrency: Int, service: Duration, seed: UInt64) -> Model {
        let control = SheddingAdmission<Int>(
            concurrency: concurrency,
            maximumWaiting: 1_000,
            target: .milliseconds(5),
            interval: .milliseconds(100)
        )
        return Model(control, workers: concurrency, service: service, seed: seed)
    }

    /// How long the calls waited that were served, from the shortest time, in milliseconds.
    private func waits(_ calls: some Sequence<Model.Call>) -> [Double] {
        calls.filter { $0.outcome == .done }.map { Double($0.admitted - $0.arrival) / 1e6 }.sorted()
    }

    @Test(arguments: [(64, 10), (8, 1), (64, 100), (16, 20)], 1...2 as ClosedRange<UInt64>)
    func nobodyIsRefusedWithoutAnOverload(_ service: (concurrency: Int, milliseconds: Int), seed: UInt64) {
        var model = model(
            concurrency: service.concurrency,
            service: .milliseconds(service.milliseconds),
            seed: seed
        )
        model.run(load: 0.7, for: .seconds(3_000 / model.capacity))
        model.drain()
        #expect(model.calls.allSatisfy { $0.outcome == .done })
        #expect(model.control.inFlight == 0)
        #expect(model.control.waiting == 0)
    }

    @Test func aBurstIsNoOverload() {
        var model = model(concurrency: 64, service: .milliseconds(10), seed: 1)
        model.run(load: 5, for: .milliseconds(20))
        #expect(model.mostWaiting > 300)
        model.drain()
        #expect(model.calls.allSatisfy { $0.outcome == .done })
    }

    @Test(arguments: [1.5, 3, 10])
    func servesWhatCanBeServedInAnOverload(load: Double) {
        var model = model(concurrency: 32, service: .milliseconds(20), seed: 2)
        // The queue has to stand for an interval before anybody is turned away.
        model.run(load: load, for: .milliseconds(300))
        let before = model.calls.count
        model.run(load: load, for: .seconds(1))
        let calls = model.calls[before...]
        #expect(Double(calls.done) > 0.93 * model.capacity)
        let waits = waits(calls)
        #expect(waits[waits.count * 99 / 100] < 13)
    }

    @Test func theLowestPriorityGoesFirst() {
        var model = model(concurrency: 32, service: .milliseconds(20), seed: 3)
        let priorities: [RequestPriority] = [.background, .low, .normal, .high]
        model.run(load: 1.6, for: .milliseconds(300), priorities: priorities)
        let before = model.calls.count
        // A quarter of it is 0.4 of what can be served: enough for what is high and normal, and for half of what is
        // low.
        model.run(load: 1.6, for: .seconds(2), priorities: priorities)
        model.drain()
        func share(_ priority: RequestPriority) -> Double {
            let calls = model.calls[before...].filter { $0.priority == priority }
            return Double(calls.done) / Double(calls.count)
        }
        #expect(share(.high) == 1)
        #expect(share(.normal) > 0.9)
        #expect(share(.low) > 0.3 && share(.low) < 0.7)
        #expect(share(.background) < 0.1)
    }

    @Test func whatCannotBeDoneInTimeIsRefusedAtOnce() {
        var model = model(concurrency: 8, service: .milliseconds(20), seed: 4)
        model.run(load: 3, for: .seconds(2), patience: .milliseconds(30))
        let hopeless = model.calls.count { $0.outcome == .refused(.hopeless) }
        #expect(hopeless > model.calls.count / 3)
        #expect(Double(model.calls.done) > 0.9 * 2 * model.capacity)
    }

    @Test func theEndOfAnOverload() {
        var model = model(concurrency: 32, service: .milliseconds(20), seed: 5)
        model.run(load: 3, for: .seconds(1))
        model.run(load: 0.5, for: .milliseconds(50))
        let before = model.calls.count
        model.run(load: 0.5, for: .seconds(1))
        model.drain()
        #expect(model.calls[before...].allSatisfy { $0.outcome == .done })
    }
}
