import MartletTesting
import Testing

@testable import Martlet

/// Random sequences of all that may happen to a breaker.
@Suite struct BreakerStateMachinePropertyTests {
    private static func policy(_ random: inout SeededGenerator) -> CircuitBreaker.Policy {
        random.element(of: [
            .gobreaker, .consecutiveFailures(1), .failureRatio(0.3, minimumCalls: 3, window: .seconds(5)), .hystrix,
            .handy(ratio: 0.05), .slowCalls(over: .milliseconds(100), ratio: 0.4, minimumCalls: 2),
            .adaptiveThrottling(window: .seconds(20)),
        ])
    }

    private struct Run {
        var random: SeededGenerator
        let probeLimit: Int
        let openFor: CircuitBreaker.OpenDuration
        var machine: BreakerStateMachine
        var now = Duration.zero
        var inFlight: [BreakerAdmission] = []
        /// The probes that have neither ended nor been given up, as far as anybody can tell from outside.
        var probes: [(admission: BreakerAdmission, begin: Duration)] = []

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            probeLimit = Int.random(in: 1...4, using: &random)
            openFor = random.element(of: [
                .init(.seconds(1)), .init(.seconds(10), growth: 2, maximum: .seconds(100), jitter: 0.5),
                .init(.milliseconds(1), growth: 10, jitter: 1),
            ])
            machine = BreakerStateMachine(policy(&random), openFor: openFor, probes: probeLimit, unit: 0.5)
        }

        /// The longest time that it is open.
        var longest: Duration { openFor.maximum * (1 + openFor.jitter) }

        mutating func step() {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<20:
                let pauses: [Duration] = [.nanoseconds(1), .milliseconds(3), .seconds(1), .seconds(7), longest]
                now += random.element(of: pauses)
            case 20..<22:
                let change = machine.force(random.element(of: [.open, .closed]))
                check(change, isForced: true)
            case 22..<25:
                let change = machine.release()
                check(change, isForced: true)
            case 25..<60:
                admit()
            default:
                finish()
            }
            machine.unit = Double.random(in: 0..<1, using: &random)
        }

        mutating func admit() {
            let before = machine
            let state = machine.state
            let (decision, change) = machine.admit(at: now, unit: .random(in: 0..<1, using: &random))
            check(change, isForced: false)
            switch decision {
            case .admitted(let admission):
                #expect(machine.state != .open)
                #expect(admission.generation == machine.snapshot.generation)
                #expect((machine.state == .halfOpen) == (admission.probeRound != nil))
                inFlight.append(admission)
                guard machine.state == .halfOpen else { return }
                if state == .open { probes = [] }
                probes.append((admission, now))
                // Those that have waited longer than any open time may have been given up.
                #expect(probes.filter { now - $0.begin < openFor.initial }.count <= probeLimit)
            case .rejected(let rejection):
                #expect(change == nil && !before.snapshot.admitsAll)
                switch rejection {
                case .open(let delay):
                    #expect(state == .open)
                    #expect((delay == nil) == (machine.forcedState == .open))
                    if let delay { #expect(delay > .zero && delay <= longest) }
                case .halfOpen: #expect(state == .halfOpen)
                case .throttled: #expect(state == .closed)
                }
            }
        }

        /// A call ends, perhaps a very old one; or it never does.
        mutating func finish() {
            guard !inFlight.isEmpty else { return }
            let call = inFlight.remove(at: .random(in: 0..<inFlight.count, using: &random))
            guard Int.random(in: 0..<10, using: &random) > 0 else { return }
            let result = random.element(of: [BreakerStateMachine.Result.success, .failure, .nothing])
            let duration = random.element(of: [Duration.milliseconds(100), .milliseconds(101)])
            let before = machine
            let change = machine.record(result, of: call, duration: duration, at: now)
            check(change, isForced: false)
            if call.generation != before.snapshot.generation {
                #expect(change == nil && machine.snapshot == before.snapshot)
            } else if result == .success, before.snapshot.ignoresSuccess {
                #expect(change == nil && machine.snapshot == before.snapshot)
            }
            if result == .nothing { #expect(change == nil) }
            probes.removeAll { $0.admission == call }
        }

        func check(_ change: BreakerStateMachine.Change?, isForced: Bool) {
            guard let change else { return }
            #expect(change.to == machine.state && change.from != change.to && change.isForced == isForced)
            #expect((change.openFor != nil) == (change.to == .open && !isForced))
            guard !isForced else { return }
            let known: [[CircuitBreaker.State]] = [
                [.closed, .open], [.open, .halfOpen], [.halfOpen, .open], [.halfOpen, .closed],
            ]
            #expect(known.contains([change.from, change.to]))
        }
    }

    @Test(arguments: UInt64(0)..<300)
    func noSequenceLeavesItStuck(seed: UInt64) {
        var run = Run(seed: seed)
        for _ in 0..<300 {
            run.step()
            recover(run)
        }
    }

    /// Whatever has happened, and though none of the calls in flight ever ends: as soon as the peer is well, as many
    /// calls as there are probes close the breaker, once the open time and the patience with hung probes have passed.
    private func recover(_ run: Run) {
        var (machine, now) = (run.machine, run.now)
        _ = machine.release()
        now += run.longest
        var calls = 0
        while machine.state != .closed, calls <= run.probeLimit * 2 {
            calls += 1
            guard case .admitted(let probe) = machine.admit(at: now, unit: 0).decision else {
                now += run.longest
                continue
            }
            _ = machine.record(.success, of: probe, at: now)
        }
        #expect(machine.state == .closed)
        guard !machine.snapshot.admitsAll else { return }
        // Throttled: the window passes.
        now += .seconds(20)
        #expect(machine.admit(at: now, unit: 0).change == nil)
        #expect(machine.snapshot.admitsAll)
    }

    /// The same, but each probe takes ten times as long as anybody waits for it.
    @Test(arguments: UInt64(0)..<100)
    func aSlowPeerClosesIt(seed: UInt64) {
        var run = Run(seed: seed)
        for _ in 0..<300 { run.step() }
        var (machine, now) = (run.machine, run.now)
        _ = machine.release()
        now += run.longest
        var pending: [(admission: BreakerAdmission, end: Duration)] = []
        for _ in 0..<100 where machine.state != .closed {
            if case .admitted(let probe) = machine.admit(at: now, unit: 0).decision {
                pending.append((probe, now + run.longest * 10))
            }
            now += run.longest
            for call in pending where call.end <= now { _ = machine.record(.success, of: call.admission, at: now) }
            pending.removeAll { $0.end <= now }
        }
        #expect(machine.state == .closed)
    }
}
