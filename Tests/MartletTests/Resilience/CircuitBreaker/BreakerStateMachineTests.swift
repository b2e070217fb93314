import Testing

@testable import Martlet

@Suite struct BreakerStateMachineTests {
    private typealias Machine = BreakerStateMachine
    private typealias Change = BreakerStateMachine.Change

    private func machine(
        _ policy: CircuitBreaker.Policy = .consecutiveFailures(2),
        openFor: CircuitBreaker.OpenDuration = .init(.seconds(60)),
        probes: Int = 1,
        unit: Double = 0.5
    ) -> Machine {
        Machine(policy, openFor: openFor, probes: probes, unit: unit)
    }

    /// One that has opened at 0 s, and whose next call is the first probe at the earliest at 60 s.
    private func openMachine(probes: Int = 1, openFor: CircuitBreaker.OpenDuration = .init(.seconds(60))) throws
        -> Machine
    {
        var machine = machine(.consecutiveFailures(1), openFor: openFor, probes: probes)
        let admission = try machine.admitted(at: .zero)
        _ = machine.record(.failure, of: admission, at: .zero)
        return machine
    }

    @Test func isClosedAtFirst() throws {
        var machine = machine()
        #expect(machine.state == .closed && machine.forcedState == nil)
        let admission = try machine.admitted(at: .seconds(3))
        #expect(admission.probeRound == nil && admission.start == .seconds(3))
    }

    @Test func opensWhenThePolicySaysSo() throws {
        var machine = machine()
        let admissions = [try machine.admitted(at: .zero), try machine.admitted(at: .zero)]
        #expect(machine.record(.failure, of: admissions[0], at: .seconds(1)) == nil)
        let change = machine.record(.failure, of: admissions[1], at: .seconds(2))
        #expect(change == Change(from: .closed, to: .open, openFor: .seconds(60)))
        #expect(machine.state == .open)
    }

    @Test func nothingCountsAsNothing() throws {
        var machine = machine()
        let admission = try machine.admitted(at: .zero)
        #expect(machine.record(.failure, of: admission, at: .zero) == nil)
        #expect(machine.record(.nothing, of: admission, at: .zero) == nil)
        #expect(machine.record(.failure, of: admission, at: .zero)?.to == .open)
    }

    @Test func rejectsUntilTheOpenTimeHasPassed() throws {
        var machine = try openMachine()
        #expect(machine.rejection(at: .zero) == .open(retryAfter: .seconds(60)))
        #expect(machine.rejection(at: .seconds(59)) == .open(retryAfter: .seconds(1)))
        #expect(machine.rejection(at: .seconds(60) - .nanoseconds(1)) == .open(retryAfter: .nanoseconds(1)))
        let (decision, change) = machine.admit(at: .seconds(60), unit: 0)
        guard case .admitted(let probe) = decision else { throw Problem() }
        #expect(probe.probeRound == 0 && probe.start == .seconds(60))
        #expect(change == Change(from: .open, to: .halfOpen))
        #expect(machine.state == .halfOpen)
    }

    @Test func aProbeThatSucceedsCloses() throws {
        var machine = try openMachine()
        let probe = try machine.admitted(at: .seconds(60))
        #expect(machine.rejection(at: .seconds(60)) == .halfOpen)
        #expect(machine.record(.success, of: probe, at: .seconds(61)) == Change(from: .halfOpen, to: .closed))
        #expect(try machine.admitted(at: .seconds(61)).probeRound == nil)
    }

    @Test func aProbeThatFailsOpensAgain() throws {
        var machine = try openMachine()
        let probe = try machine.admitted(at: .seconds(60))
        let change = machine.record(.failure, of: probe, at: .seconds(62))
        #expect(change == Change(from: .halfOpen, to: .open, openFor: .seconds(60)))
        #expect(machine.rejection(at: .seconds(62)) == .open(retryAfter: .seconds(60)))
    }

    @Test func allProbesMustSucceed() throws {
        var machine = try openMachine(probes: 3)
        let probes = try (0..<3).map { _ in try machine.admitted(at: .seconds(60)) }
        #expect(machine.rejection(at: .seconds(60)) == .halfOpen)
        #expect(machine.record(.success, of: probes[0], at: .seconds(60)) == nil)
        #expect(machine.rejection(at: .seconds(60)) == .halfOpen)
        var other = machine
        #expect(machine.record(.success, of: probes[1], at: .seconds(60)) == nil)
        #expect(machine.record(.success, of: probes[2], at: .seconds(60))?.to == .closed)
        #expect(other.record(.failure, of: probes[1], at: .seconds(60))?.to == .open)
        #expect(other.record(.success, of: probes[2], at: .seconds(60)) == nil)
        #expect(other.state == .open)
    }

    @Test func aProbeThatComesToNothingMakesPlaceForAnother() throws {
        var machine = try openMachine()
        let probe = try machine.admitted(at: .seconds(60))
        #expect(machine.record(.nothing, of: probe, at: .seconds(61)) == nil)
        #expect(machine.state == .halfOpen)
        let next = try machine.admitted(at: .seconds(61))
        #expect(machine.rejection(at: .seconds(61)) == .halfOpen)
        #expect(machine.record(.success, of: next, at: .seconds(62))?.to == .closed)
    }

    @Test func aProbeThatHangsHoldsItsPlaceForTheOpenTime() throws {
        var machine = try openMachine()
        let hung = try machine.admitted(at: .seconds(60))
        #expect(machine.rejection(at: .seconds(120) - .nanoseconds(1)) == .halfOpen)
        let next = try machine.admitted(at: .seconds(120))
        #expect(next.generation == hung.generation)
        #expect(machine.record(.success, of: next, at: .seconds(121))?.to == .closed)
        // Nobody waits for it any more.
        #expect(machine.record(.failure, of: hung, at: .seconds(122)) == nil)
        #expect(machine.state == .closed)
    }

    /// A peer that needs longer than the open time must not keep the breaker from closing.
    @Test func aProbeThatIsLateStillDecides() throws {
        var machine = try openMachine()
        let late = try machine.admitted(at: .seconds(60))
        let next = try machine.admitted(at: .seconds(120))
        var other = machine
        #expect(machine.record(.success, of: late, at: .seconds(150))?.to == .closed)
        #expect(machine.record(.failure, of: next, at: .seconds(151)) == nil)
        #expect(other.record(.failure, of: late, at: .seconds(150))?.to == .open)
    }

    @Test func resultsOfAnEarlierGenerationAreIgnored() throws {
        var machine = machine(.consecutiveFailures(1))
        let calls = try (0..<4).map { _ in try machine.admitted(at: .zero) }
        #expect(machine.record(.failure, of: calls[0], at: .zero)?.to == .open)
        #expect(machine.record(.success, of: calls[1], at: .seconds(1)) == nil)
        #expect(machine.record(.failure, of: calls[1], at: .seconds(2)) == nil)
        #expect(machine.rejection(at: .seconds(2)) == .open(retryAfter: .seconds(58)))
        let probe = try machine.admitted(at: .seconds(60))
        #expect(machine.record(.success, of: calls[2], at: .seconds(60)) == nil)
        #expect(machine.record(.failure, of: calls[2], at: .seconds(60)) == nil)
        #expect(machine.record(.nothing, of: calls[2], at: .seconds(60)) == nil)
        #expect(machine.rejection(at: .seconds(60)) == .halfOpen)
        #expect(machine.record(.success, of: probe, at: .seconds(60))?.to == .closed)
        #expect(machine.record(.failure, of: calls[3], at: .seconds(60)) == nil)
        #expect(machine.record(.failure, of: probe, at: .seconds(60)) == nil)
        #expect(machine.state == .closed)
    }

    @Test func countsAnewWhenItHasClosed() throws {
        var machine = machine()
        for time in [Duration.zero, .seconds(100)] {
            for _ in 0..<2 { _ = try machine.call(.failure, at: time) }
            #expect(machine.state == .open)
            let later = time + .seconds(60)
            #expect(try machine.call(.success, at: later)?.to == .closed)
        }
        #expect(try machine.call(.failure, at: .seconds(200)) == nil)
    }

    @Test func theOpenTimeGrowsUntilItCloses() throws {
        var machine = try openMachine(openFor: .init(.seconds(10), growth: 3, maximum: .seconds(50)))
        var now = Duration.seconds(10)
        for expected in [30, 50, 50] {
            let change = try machine.call(.failure, at: now)
            #expect(change?.openFor == .seconds(expected))
            #expect(machine.rejection(at: now) == .open(retryAfter: .seconds(expected)))
            now += .seconds(expected)
        }
        #expect(try machine.call(.success, at: now)?.to == .closed)
        #expect(try machine.call(.failure, at: now)?.openFor == .seconds(10))
    }

    @Test func jitterIsNotWhatGrows() throws {
        var machine = machine(.consecutiveFailures(1), openFor: .init(.seconds(10), growth: 2, jitter: 0.5), unit: 0)
        #expect(try machine.call(.failure, at: .zero)?.openFor == .seconds(5))
        machine.unit = 0.75
        let change = try machine.call(.failure, at: .seconds(5))
        #expect(change?.openFor == .seconds(25))
    }

    @Test func theWaitForAProbeGrows() throws {
        var machine = try openMachine(openFor: .init(.seconds(10), growth: 3))
        _ = try machine.call(.failure, at: .seconds(10))
        _ = try machine.admitted(at: .seconds(40))
        #expect(machine.rejection(at: .seconds(70) - .nanoseconds(1)) == .halfOpen)
        _ = try machine.admitted(at: .seconds(70))
    }

    @Test func aSlowProbeIsNoSuccess() throws {
        let policy = CircuitBreaker.Policy.slowCalls(over: .seconds(1), ratio: 1, minimumCalls: 1)
        for (result, duration, state) in [
            (Machine.Result.success, Duration.seconds(1), CircuitBreaker.State.closed),
            (.success, .milliseconds(1_001), .open), (.failure, .zero, .open),
        ] {
            var machine = machine(policy)
            let call = try machine.admitted(at: .zero)
            #expect(machine.record(.success, of: call, duration: .seconds(2), at: .zero)?.to == .open)
            let probe = try machine.admitted(at: .seconds(60))
            #expect(machine.record(result, of: probe, duration: duration, at: .seconds(60))?.to == state)
        }
    }

    @Test func aStreamThatBeganAsAProbeIsNotCountedTwice() throws {
        var machine = try openMachine(probes: 2)
        let probe = try machine.admitted(at: .seconds(60))
        #expect(machine.record(.success, of: probe, at: .seconds(60)) == nil)
        let stream = BreakerAdmission(probe.generation, start: .zero)
        #expect(machine.record(.success, of: stream, at: .seconds(60)) == nil)
        #expect(machine.record(.nothing, of: stream, at: .seconds(60)) == nil)
        #expect(machine.state == .halfOpen)
        let next = try machine.admitted(at: .seconds(60))
        #expect(machine.rejection(at: .seconds(60)) == .halfOpen)
        var other = machine
        #expect(machine.record(.success, of: next, at: .seconds(60))?.to == .closed)
        #expect(other.record(.failure, of: stream, at: .seconds(60))?.to == .open)
    }

    @Test func throttlingRejectsAndStaysClosed() throws {
        var machine = machine(.adaptiveThrottling())
        #expect(try machine.call(.failure, at: .zero) == nil)
        #expect(machine.rejection(at: .zero, unit: 0.49) == .throttled)
        #expect(machine.state == .closed)
        _ = try machine.admitted(at: .zero, unit: 0.67)
        _ = try machine.admitted(at: .seconds(120), unit: 0)
    }

    @Test func isHeldOpen() throws {
        var machine = machine()
        let call = try machine.admitted(at: .zero)
        #expect(machine.force(.open) == Change(from: .closed, to: .open, isForced: true))
        #expect(machine.state == .open && machine.forcedState == .open)
        #expect(machine.rejection(at: .seconds(1_000_000)) == .open(retryAfter: nil))
        for result in [Machine.Result.success, .failure, .nothing] {
            #expect(machine.record(result, of: call, at: .zero) == nil)
        }
        #expect(machine.release() == Change(from: .open, to: .closed, isForced: true))
        #expect(machine.forcedState == nil)
        _ = try machine.admitted(at: .zero)
    }

    @Test func isHeldClosed() throws {
        var machine = try openMachine()
        #expect(machine.force(.closed) == Change(from: .open, to: .closed, isForced: true))
        for second in 0..<100 {
            let call = try machine.admitted(at: .seconds(second))
            #expect(machine.record(.failure, of: call, at: .seconds(second)) == nil)
        }
        #expect(machine.state == .closed && machine.forcedState == .closed)
        #expect(machine.release() == nil)
        #expect(machine.state == .closed && machine.forcedState == nil)
        #expect(try machine.call(.failure, at: .zero)?.to == .open)
    }

    @Test func whatBeganWhileItWasHeldIsNotCounted() throws {
        var machine = machine(.consecutiveFailures(1))
        let before = try machine.admitted(at: .zero)
        #expect(machine.force(.closed) == nil)
        let during = try machine.admitted(at: .zero)
        #expect(machine.release() == nil)
        #expect(machine.record(.failure, of: before, at: .zero) == nil)
        #expect(machine.record(.failure, of: during, at: .zero) == nil)
        #expect(machine.state == .closed)
    }

    @Test func releaseForgetsWhatWasCounted() throws {
        var machine = machine(openFor: .init(.seconds(10), growth: 2))
        _ = try machine.call(.failure, at: .zero)
        _ = machine.force(.closed)
        _ = machine.release()
        #expect(try machine.call(.failure, at: .zero) == nil)
        #expect(try machine.call(.failure, at: .zero)?.openFor == .seconds(10))
    }

    @Test func releaseOfWhatIsNotHeldDoesNothing() throws {
        var machine = try openMachine()
        #expect(machine.release() == nil)
        #expect(machine.state == .open)
        let probe = try machine.admitted(at: .seconds(60))
        #expect(machine.release() == nil)
        #expect(machine.record(.success, of: probe, at: .seconds(60))?.to == .closed)
    }

    @Test func theSnapshotSaysWhatIsTrue() throws {
        var machine = machine()
        let start = machine.snapshot
        #expect(start.admitsAll && start.ignoresSuccess)
        let call = try machine.admitted(at: .zero)
        #expect(call.generation == start.generation && machine.snapshot == start)
        _ = machine.record(.failure, of: call, at: .zero)
        #expect(machine.snapshot.admitsAll && !machine.snapshot.ignoresSuccess)
        _ = machine.record(.success, of: call, at: .zero)
        #expect(machine.snapshot == start)
        _ = machine.force(.open)
        #expect(!machine.snapshot.admitsAll && machine.snapshot.ignoresSuccess)
        _ = machine.force(.closed)
        #expect(machine.snapshot.admitsAll && machine.snapshot.ignoresSuccess)
        #expect(machine.snapshot.generation == start.generation + 2)
        machine = try openMachine()
        #expect(!machine.snapshot.admitsAll && !machine.snapshot.ignoresSuccess)
        _ = try machine.admitted(at: .seconds(60))
        #expect(!machine.snapshot.admitsAll && !machine.snapshot.ignoresSuccess)
    }
}

private struct Problem: Error {}

extension BreakerStateMachine {
    fileprivate mutating func admitted(at now: Duration, unit: Double = 0) throws -> BreakerAdmission {
        guard case .admitted(let admission) = admit(at: now, unit: unit).decision else { throw Problem() }
        return admission
    }

    /// A call that ends at once.
    fileprivate mutating func call(_ result: Result, at now: Duration) throws -> Change? {
        let admission = try admitted(at: now)
        return record(result, of: admission, at: now)
    }

    fileprivate mutating func rejection(at now: Duration, unit: Double = 0) -> BreakerRejection? {
        let (decision, change) = admit(at: now, unit: unit)
        guard case .rejected(let rejection) = decision, change == nil else { return nil }
        return rejection
    }
}
