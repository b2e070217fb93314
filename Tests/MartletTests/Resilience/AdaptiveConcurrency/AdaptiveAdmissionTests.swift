import Testing

@testable import Martlet

@Suite struct AdaptiveAdmissionTests {
    private func at(_ milliseconds: Int) -> Timestamp { Timestamp(nanoseconds: Int64(milliseconds) * 1_000_000) }

    private func admission(_ initial: Int, maximumWaiting: Int = 10) -> AdaptiveAdmission<Int> {
        let algorithm = AIMDLimit(initial: initial, bounds: 1...100, timeout: .seconds(1), backoff: 0.5)
        return AdaptiveAdmission(ConcurrencyLimit(algorithm), maximumWaiting: maximumWaiting)
    }

    /// A control of which all permits are taken, and calls with these numbers wait.
    private func busy(_ initial: Int, waiting: Range<Int> = 0..<0) -> AdaptiveAdmission<Int> {
        var admission = admission(initial)
        while admission.tryAcquire() {}
        for waiter in waiting { _ = admission.arrive(waiter, Arrival(time: at(0))) }
        return admission
    }

    @Test func aPermitThatComesBackGoesOn() {
        var admission = busy(2, waiting: 1..<4)
        #expect(admission.finish(from: at(0), to: at(1), didDrop: false).admitted == [1])
        #expect(admission.release(at: at(1)).admitted == [2])
        #expect(admission.inFlight == 2)
        #expect(admission.waiting == 1)
    }

    @Test func aHigherLimitLetsTwoIn() {
        var admission = busy(1, waiting: 1..<4)
        // From 1 to 2 by one round of calls, which is one call.
        #expect(admission.finish(from: at(0), to: at(1), didDrop: false).admitted == [1, 2])
        #expect(admission.limit == 2)
        #expect(admission.inFlight == 2)
    }

    @Test func aLowerLimitLetsNobodyIn() {
        var admission = busy(4, waiting: 1..<4)
        #expect(admission.finish(from: at(0), to: at(1), didDrop: true).isEmpty)
        #expect(admission.limit == 2)
        #expect(admission.inFlight == 3)
        #expect(admission.release() == nil)
        #expect(admission.inFlight == 2)
        #expect(admission.release() == 1)
        #expect(admission.inFlight == 2)
    }

    @Test func aStreamTeachesBeforeItEnds() {
        var admission = busy(1, waiting: 1..<3)
        #expect(admission.sample(from: at(0), to: at(1), didDrop: false).admitted == [1])
        #expect(admission.inFlight == 2)
    }

    @Test func whoLeavesIsForgotten() {
        var admission = busy(1)
        let (answer, others) = admission.arrive(1, Arrival(time: at(0)))
        #expect(others.isEmpty)
        guard case .waits(let ticket) = answer else {
            Issue.record("it should wait")
            return
        }
        admission.leave(ticket, at: at(1))
        #expect(admission.waiting == 0)
        #expect(admission.release(at: at(1)).isEmpty)
    }

    // MARK: Queues behind it

    private func model(seed: UInt64, workers: Int, service: Duration) -> AdmissionModel<AdaptiveAdmission<Int>> {
        let algorithm = GradientLimit(initial: 20, bounds: 1...1_000, tolerance: 1.5, smoothing: 0.2)
        let control = AdaptiveAdmission<Int>(ConcurrencyLimit(algorithm), maximumWaiting: 0)
        return AdmissionModel(control, workers: workers, service: service, seed: seed)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func refusesNobodyWithoutAnOverload(seed: UInt64) {
        var model = model(seed: seed, workers: 20, service: .milliseconds(20))
        model.run(load: 0.5, for: .seconds(20))
        #expect(model.calls.allSatisfy { $0.outcome != .refused(.full) })
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func servesWhatCanBeServedInAnOverload(seed: UInt64) {
        var model = model(seed: seed, workers: 20, service: .milliseconds(40))
        model.run(load: 0.5, for: .seconds(5))
        let before = model.calls.count
        model.run(load: 3, for: .seconds(12))
        let done = model.calls[before...].filter { $0.outcome == .done }
        #expect(Double(done.count) > 0.9 * 12 * model.capacity)
        let times = done.map { $0.end - $0.arrival }.sorted()
        // A call takes 40 milliseconds on average and 184 at the 99th percentile when nothing is in its way.
        #expect(times[times.count / 2] < 90_000_000)
        #expect(times[times.count * 99 / 100] < 300_000_000)
    }
}
