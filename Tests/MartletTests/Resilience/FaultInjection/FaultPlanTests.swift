import Testing

@testable import Martlet

@Suite struct FaultPlanTests {
    private func faults(_ plan: FaultPlan, _ count: Int = 10_000) -> [InjectedFault] {
        var plan = plan
        return (0..<count).map { _ in plan.next() }
    }

    private func plan(seed: UInt64 = 42, errors: Double = 0.2, cancellation: Double = 0.3) -> FaultPlan {
        FaultPlan(
            seed: seed,
            latency: .uniform(.milliseconds(10)...(.milliseconds(50)), probability: 0.1),
            errorProbability: errors,
            cancellationProbability: cancellation
        )
    }

    @Test func theSameSeedGivesTheSameFaults() {
        #expect(faults(plan()) == faults(plan()))
        #expect(faults(plan()) != faults(plan(seed: 43)))
    }

    /// What a seed means must not change from release to release.
    @Test func theFirstFaultsOfASeed() {
        let first = faults(plan(errors: 0.5), 8).map { fault in
            switch fault.ending {
            case .error: "error"
            case .cancellation: "cancellation"
            case nil: "-"
            }
        }
        #expect(first == ["error", "error", "error", "cancellation", "error", "-", "-", "-"])
    }

    @Test func sharesAreThoseAskedFor() {
        let faults = faults(plan())
        func share(_ isCounted: (InjectedFault) -> Bool) -> Double {
            Double(faults.count(where: isCounted)) / Double(faults.count)
        }
        #expect(abs(share { $0.latency != nil } - 0.1) < 0.01)
        #expect(abs(share { $0.ending == .error } - 0.2) < 0.015)
        // Those that also got an error are not cancelled.
        #expect(abs(share { $0.ending == .cancellation } - 0.3 * 0.8) < 0.015)
    }

    @Test func eachKindIsDrawnForItself() {
        let faults = faults(plan(errors: 0.5))
        let slow = faults.filter { $0.latency != nil }
        let failing = Double(slow.count { $0.ending == .error }) / Double(slow.count)
        #expect(abs(failing - 0.5) < 0.06)
    }

    @Test func changingOneKindLeavesTheOthersWhereTheyAre() {
        let (few, many) = (faults(plan(errors: 0.1)), faults(plan(errors: 0.9)))
        #expect(few.map(\.latency) == many.map(\.latency))
        for (few, many) in zip(few, many) where few.ending == .error { #expect(many.ending == .error) }
        for (few, many) in zip(few, many) where many.ending == .cancellation { #expect(few.ending == .cancellation) }
    }

    @Test func latencyIsSpreadOverTheRange() {
        let latencies = faults(plan()).compactMap(\.latency)
        let bounds = Duration.milliseconds(10)...(.milliseconds(50))
        #expect(latencies.allSatisfy { bounds.contains($0) })
        let mean = latencies.reduce(.zero, +) / latencies.count
        #expect(mean > .milliseconds(29) && mean < .milliseconds(31))
        #expect(latencies.contains { $0 < .milliseconds(11) } && latencies.contains { $0 > .milliseconds(49) })
    }

    @Test func fixedLatency() {
        let plan = FaultPlan(seed: 1, latency: .fixed(.milliseconds(7), probability: 1))
        #expect(faults(plan, 100) == Array(repeating: InjectedFault(latency: .milliseconds(7)), count: 100))
    }

    @Test func impossibleTimesAreBounded() {
        let before = FaultPlan(seed: 1, latency: .fixed(.seconds(-1), probability: 1))
        #expect(faults(before, 1) == [InjectedFault(latency: .zero)])
        let never = FaultPlan(seed: 1, latency: .fixed(.seconds(Int64.max), probability: 1))
        #expect(faults(never, 1) == [InjectedFault(latency: Deadline.century)])
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 100), (7, 100), (Double.nan, 0)])
    func probabilitiesOutsideOfTheirRange(_ probability: Double, count: Int) {
        let plan = FaultPlan(
            seed: 1,
            latency: .fixed(.zero, probability: probability),
            errorProbability: probability,
            cancellationProbability: probability
        )
        let faults = faults(plan, 100)
        #expect(faults.count { $0.latency != nil } == count)
        #expect(faults.count { $0.ending == .error } == count)
        #expect(faults.count { $0.isNone } == 100 - count)
    }

    @Test func nothingUnlessAskedFor() {
        #expect(faults(FaultPlan(seed: 1), 100).allSatisfy { $0.isNone })
        // The first number of this seed is zero.
        #expect(faults(FaultPlan(seed: 0 &- 0x9E37_79B9_7F4A_7C15), 1).allSatisfy { $0.isNone })
    }
}
