import Martlet
import Testing

@testable import MartletDiscovery

@Suite struct PoolStateTests {
    private let start = Timestamp.now

    private func at(_ seconds: Double) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    private func instances(_ count: Int) -> [Instance] {
        (0..<count).map { Instance(host: "10.0.0.\($0)", port: 80, id: "i\(100 + $0)") }
    }

    private func state(
        _ instances: [Instance],
        _ change: (inout BalancingOptions) -> Void = { _ in }
    ) -> PoolState {
        var state = PoolState(BalancingOptions(change), at: start)
        _ = state.resolved(Resolution(Snapshot(instances)), at: start)
        return state
    }

    // MARK: Members

    @Test func instancesAreKeptWhileTheirAddressIsTheSame() {
        var set = instances(3)
        var state = state(set)
        #expect(state.resolved(Resolution(Snapshot(set)), at: start) == nil)
        set[1].weight = 5
        #expect(state.resolved(Resolution(Snapshot(set)), at: start) == [0, 1, 2])
        #expect(state.members[1].instance.weight == 5)
        set[1] = Instance(host: "10.0.0.1", port: 81, id: "i101")
        #expect(state.resolved(Resolution(Snapshot(set)), at: start) == [0, nil, 2])
        #expect(state.resolved(Resolution(Snapshot([set[2], set[0]])), at: start) == [0, 2])
        #expect(state.index(of: "i102") == 1)
        #expect(state.index(of: "i101") == nil)
        #expect(state.resolved(Resolution(), at: start) == [])
        #expect(state.nextEvent == nil)
    }

    @Test func unhealthyOnesAreNotCalledUnlessWanted() {
        var set = instances(3)
        set[0].health = .unhealthy
        set[1].health = .warning
        set[2].health = .unknown
        #expect(state(set).candidates == [1, 2])
        #expect(state(set) { $0.callsUnhealthy = true }.candidates == [0, 1, 2])
    }

    @Test func lowerPrioritiesComeFirst() {
        var set = instances(4)
        set[0].priority = 2
        set[1].priority = 1
        set[2].priority = 1
        set[3].priority = 2
        #expect(state(set).candidates == [1, 2])
        set[1].health = .unhealthy
        #expect(state(set).candidates == [2])
        set[2].health = .unhealthy
        #expect(state(set).candidates == [0, 3])
    }

    // MARK: Ejection

    @Test func anEjectionEndsAndGrowsAndShrinks() {
        var state = state(instances(4))
        let first = state.failedInARow(1, at: at(1))
        #expect(first == PoolState.Ejection(member: 1, reason: .consecutiveFailures, duration: .seconds(30)))
        #expect(state.candidates == [0, 2, 3])
        #expect(state.ejectedCount == 1)
        // Once is enough.
        #expect(state.failedInARow(1, at: at(2)) == nil)
        #expect(state.readmit(at: at(30.9)) == [])
        #expect(state.readmit(at: at(31)) == [1])
        #expect(state.candidates == [0, 1, 2, 3])
        #expect(state.failedInARow(1, at: at(32))?.duration == .seconds(60))
        #expect(state.readmit(at: at(92)) == [1])
        // Ten seconds without one take one off.
        _ = state.look(at: [InstanceSample](repeating: InstanceSample(), count: 4), at: at(92))
        #expect(state.failedInARow(1, at: at(93))?.duration == .seconds(30))
    }

    @Test func theLongestEjectionIsBounded() {
        var state = state(instances(2)) {
            $0.outlierEjection?.baseEjectionTime = .seconds(20)
            $0.outlierEjection?.maximumEjectionTime = .seconds(50)
        }
        var durations: [Duration?] = []
        for round in 0..<4 {
            durations.append(state.failedInARow(0, at: at(Double(round) * 100))?.duration)
            #expect(state.readmit(at: at(Double(round) * 100 + 50)) == [0])
        }
        #expect(durations == [.seconds(20), .seconds(40), .seconds(50), .seconds(50)])
    }

    @Test func onlyAShareIsEjectedButAlwaysOne() {
        var few = state(instances(9)) { $0.outlierEjection?.maximumEjectionPercent = 10 }
        #expect(few.failedInARow(0, at: start) != nil)
        #expect(few.failedInARow(1, at: start) == nil)
        var many = state(instances(30)) { $0.outlierEjection?.maximumEjectionPercent = 10 }
        for member in 0..<3 { #expect(many.failedInARow(member, at: start) != nil) }
        #expect(many.failedInARow(3, at: start) == nil)
        #expect(many.candidates.count == 27)
    }

    @Test func inAPanicAllAreCalled() {
        var state = state(instances(4)) { $0.outlierEjection?.maximumEjectionPercent = 100 }
        _ = state.failedInARow(0, at: start)
        _ = state.failedInARow(1, at: start)
        #expect(state.candidates == [2, 3])
        _ = state.failedInARow(2, at: start)
        #expect(state.candidates == [0, 1, 2, 3])
        var alone = self.state(instances(1))
        #expect(alone.failedInARow(0, at: start) != nil)
        #expect(alone.candidates == [0])
    }

    /// With the defaults: what the registry has taken out counts as lost, too.
    @Test func unhealthyOnesBringThePanicNearer() {
        var set = instances(5)
        set[4].health = .unhealthy
        var state = state(set)
        _ = state.failedInARow(0, at: start)
        #expect(state.candidates == [1, 2, 3])
        _ = state.failedInARow(1, at: start)
        #expect(state.candidates == [0, 1, 2, 3])
        // Without an ejection there is nothing to disbelieve.
        for member in 1..<4 { set[member].health = .unhealthy }
        set[2].priority = 1
        set[2].health = .healthy
        #expect(self.state(set).candidates == [0])
    }

    @Test func unhealthyOnesTakeNoRoomFromEjections() {
        var set = instances(10)
        var state = state(set) { $0.outlierEjection?.maximumEjectionPercent = 20 }
        #expect(state.failedInARow(0, at: start) != nil)
        #expect(state.failedInARow(1, at: start) != nil)
        #expect(state.failedInARow(2, at: start) == nil)
        set[0].health = .unhealthy
        set[1].health = .unhealthy
        _ = state.resolved(Resolution(Snapshot(set)), at: start)
        #expect(state.failedInARow(2, at: start) != nil)
        #expect(state.failedInARow(3, at: start) == nil)
        // It is not called anyway.
        var fresh = self.state(set)
        #expect(fresh.failedInARow(0, at: start) == nil)
    }

    @Test func aLookEjectsNoMoreThanThereIsRoomFor() {
        var state = state(instances(10)) { $0.outlierEjection?.maximumEjectionPercent = 30 }
        #expect(state.failedInARow(9, at: start) != nil)
        var samples = [InstanceSample](repeating: InstanceSample(successes: 60), count: 10)
        for member in 0..<4 { samples[member] = InstanceSample(failures: 100) }
        #expect(state.look(at: samples, at: at(10)).count == 2)
        #expect(state.ejectedCount == 3)
    }

    @Test func anotherPriorityIsBetterThanAPanic() {
        var set = instances(4)
        set[2].priority = 1
        set[3].priority = 1
        var state = state(set) { $0.outlierEjection?.maximumEjectionPercent = 100 }
        _ = state.failedInARow(0, at: start)
        #expect(state.candidates == [1])
        _ = state.failedInARow(1, at: start)
        #expect(state.candidates == [2, 3])
        _ = state.failedInARow(2, at: start)
        _ = state.failedInARow(3, at: start)
        #expect(state.candidates == [0, 1])
    }

    @Test func nothingIsEjectedWhenTurnedOff() {
        var state = state(instances(4)) { $0.outlierEjection = nil }
        #expect(state.failedInARow(0, at: start) == nil)
        #expect(state.nextEvent == nil)
        #expect(!state.isLookDue(at: at(1_000)))
    }

    @Test func theNextEventIsTheEarliest() {
        var state = state(instances(4)) { $0.outlierEjection?.baseEjectionTime = .seconds(4) }
        #expect(state.nextEvent == at(10))
        #expect(!state.isLookDue(at: at(9.9)))
        #expect(state.isLookDue(at: at(10)))
        _ = state.failedInARow(0, at: at(1))
        #expect(state.nextEvent == at(5))
    }

    // MARK: Comparison

    @Test func anInstanceIsEjectedByItsShareOfFailures() {
        var state = state(instances(10))
        var samples = [InstanceSample](repeating: InstanceSample(successes: 60), count: 10)
        samples[4] = InstanceSample(successes: 9, failures: 51)
        samples[7] = InstanceSample(failures: 49)
        #expect(state.look(at: samples, at: at(10)).map(\.member) == [4])
        #expect(state.nextEvent == at(20))
        // Only what has been added since counts.
        _ = state.readmit(at: at(40))
        #expect(state.look(at: samples, at: at(12)) == [])
    }

    @Test func thereMustBeEnoughInstancesWithEnoughCalls() {
        var state = state(instances(10))
        var samples = [InstanceSample](repeating: InstanceSample(successes: 49), count: 10)
        for member in 0..<3 { samples[member] = InstanceSample(successes: 50) }
        samples[4] = InstanceSample(failures: 60)
        #expect(state.look(at: samples, at: at(10)) == [])
        for member in 0..<10 { samples[member].successes += 50 }
        samples[4] = InstanceSample(failures: 120)
        #expect(state.look(at: samples, at: at(20)).map(\.reason) == [.failurePercentage])
    }

    @Test func theWorstIsEjectedFirst() {
        var state = state(instances(10)) { $0.outlierEjection?.maximumEjectionPercent = 10 }
        var samples = [InstanceSample](repeating: InstanceSample(successes: 60), count: 10)
        samples[2] = InstanceSample(successes: 10, failures: 90)
        samples[5] = InstanceSample(failures: 100)
        #expect(state.look(at: samples, at: at(10)).map(\.member) == [5])
    }

    @Test func whatWasCountedBeforeAPauseSaysNothing() {
        var state = state(instances(10))
        var samples = [InstanceSample](repeating: InstanceSample(successes: 60), count: 10)
        samples[2] = InstanceSample(failures: 100)
        #expect(state.look(at: samples, at: at(31)) == [])
    }

    @Test func aSlowInstanceIsEjectedWhenThatIsWanted() {
        var samples = [InstanceSample](repeating: InstanceSample(successes: 100, nanoseconds: 1_000_000_000), count: 10)
        samples[3].nanoseconds = 6_000_000_000
        var mild = state(instances(10))
        #expect(mild.look(at: samples, at: at(10)) == [])
        var strict = state(instances(10)) { $0.outlierEjection?.latency = .init(factor: 5) }
        #expect(strict.look(at: samples, at: at(10)).map(\.reason) == [.latency])
        #expect(strict.candidates == [0, 1, 2, 4, 5, 6, 7, 8, 9])
        // Microseconds are nothing to eject for.
        for member in samples.indices { samples[member].nanoseconds /= 1_000 }
        var fast = state(instances(10)) { $0.outlierEjection?.latency = .init(factor: 5) }
        #expect(fast.look(at: samples, at: at(10)) == [])
    }

    // MARK: Slow start

    @Test func newInstancesHaveARamp() {
        var set = instances(2)
        var state = state(set) { $0.slowStart = SlowStart(.seconds(10)) }
        #expect(state.members.map(\.rampStart) == [nil, nil])
        set.append(Instance(host: "new", port: 80, id: "z"))
        _ = state.resolved(Resolution(Snapshot(set)), at: at(5))
        #expect(state.members.map(\.rampStart) == [nil, nil, at(5)])
        set[0].health = .unhealthy
        _ = state.resolved(Resolution(Snapshot(set)), at: at(6))
        set[0].health = .healthy
        _ = state.resolved(Resolution(Snapshot(set)), at: at(7))
        #expect(state.members[0].rampStart == at(7))
        _ = state.failedInARow(1, at: at(8))
        _ = state.readmit(at: at(38))
        #expect(state.members[1].rampStart == at(38))
    }

    @Test func theShareGrows() {
        let line = SlowStart(.seconds(10))
        #expect(line.share(after: .zero) == 0.1)
        #expect(line.share(after: .seconds(5)) == 0.5)
        #expect(line.share(after: .seconds(10)) == 1)
        let steep = SlowStart(.seconds(10), aggression: 2)
        #expect(abs(steep.share(after: .seconds(2.5)) - 0.5) < 1e-9)
        #expect(SlowStart(.seconds(10), aggression: 0).share(after: .seconds(5)) == 0.5)
    }

    @Test func whatIsAvoidedOrInItsRampIsNotAccepted() {
        let random = BalancerRandom(seed: 1)
        let search = InstanceSearch(avoided: ["a"], slowStart: SlowStart(.seconds(10), minimumShare: 0), now: start)
        #expect(!search.accepts("a", nil, random))
        #expect(search.accepts("b", nil, random))
        #expect(!search.accepts("b", start, random))
        #expect(search.accepts("b", start, random, oldestRamp: start))
        #expect(search.accepts("b", start.advanced(by: .seconds(-10)), random))
    }
}
