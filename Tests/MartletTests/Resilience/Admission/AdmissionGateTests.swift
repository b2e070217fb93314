import MartletTesting
import Testing

@testable import Martlet

@Suite struct AdmissionGateTests {
    private let clock = ManualClock()

    private func gate(limit: Int, maximumWaiting: Int = 100_000) -> AdmissionGate<AdmissionQueue<QueuedCall>> {
        AdmissionGate(
            AdmissionQueue(limit: limit, maximumWaiting: maximumWaiting),
            clock: MonotonicClock(clock)
        )
    }

    /// Puts calls in the queue that went away without leaving it.
    private func addAbandoned(_ count: Int, to gate: AdmissionGate<AdmissionQueue<QueuedCall>>) {
        for _ in 0..<count {
            let call = QueuedCall()
            _ = call.settle(.refused(.expired))
            gate.update { control in
                _ = control.offer(call, Arrival(time: Timestamp(nanoseconds: 0)))
                return Verdicts()
            }
        }
    }

    @Test func aPermitGoesPastThoseWhoWentAway() async throws {
        let gate = gate(limit: 1)
        #expect(gate.tryAcquire())
        // So many that passing it on by recursion would overflow the stack.
        addAbandoned(20_000, to: gate)
        async let verdict = gate.admit(until: nil, metrics: nil)
        await eventually { gate.read { $0.waiting } == 20_001 }
        gate.update { Verdicts(admitting: $0.release()) }
        #expect(try await verdict == .admitted)
        #expect(gate.read { $0.inFlight } == 1)
        #expect(gate.read { $0.waiting } == 0)
    }

    @Test func aPermitThatNobodyTakesIsFree() {
        let gate = gate(limit: 1)
        #expect(gate.tryAcquire())
        addAbandoned(3, to: gate)
        gate.update { Verdicts(admitting: $0.release()) }
        #expect(gate.read { $0.inFlight } == 0)
        #expect(gate.tryAcquire())
    }

    @Test func takesAPermitThatIsFreeMeanwhile() async throws {
        let gate = gate(limit: 1)
        #expect(try await gate.admit(until: nil, metrics: nil) == .admitted)
        #expect(gate.read { $0.inFlight } == 1)
    }

    @Test func othersAreToldOfTheirRefusal() async throws {
        let gate = AdmissionGate(
            SheddingAdmission<QueuedCall>(
                concurrency: 1,
                maximumWaiting: 1,
                target: .milliseconds(5),
                interval: .milliseconds(100)
            ),
            clock: MonotonicClock(clock)
        )
        #expect(gate.tryAcquire())
        async let low = gate.admit(priority: .low, until: nil, metrics: nil)
        await eventually { gate.read { $0.waiting } == 1 }
        async let high = gate.admit(priority: .high, until: nil, metrics: nil)
        #expect(try await low == .refused(.displaced))
        let time = gate.time
        gate.update { $0.release(at: time) }
        #expect(try await high == .admitted)
    }

    @Test func timeIsThatOfTheClock() {
        let gate = gate(limit: 1)
        let before = gate.time
        clock.advance(by: .milliseconds(3))
        #expect(before.nanoseconds(to: gate.time) == 3_000_000)
    }
}
