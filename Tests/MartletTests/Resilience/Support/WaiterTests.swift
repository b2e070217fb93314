import MartletTesting
import Testing

@testable import Martlet

@Suite struct WaiterTests {
    @Test func theDecisionMayComeFirst() async throws {
        let waiter = Waiter<Int>()
        #expect(waiter.settle(1))
        #expect(try await waiter.wait() == 1)
    }

    @Test func onlyTheFirstDecisionCounts() async throws {
        let waiter = Waiter<Int>()
        #expect(waiter.settle(1))
        #expect(!waiter.settle(2))
        #expect(try await waiter.wait() == 1)
        #expect(!waiter.settle(3))
    }

    @Test func theDecisionMayComeLater() async throws {
        let waiter = Waiter<Int>()
        async let decision = waiter.wait()
        #expect(waiter.settle(1))
        #expect(try await decision == 1)
    }

    @Test func aCancelledCallLeavesAtOnceAndIsNotDecidedAbout() async {
        let waiter = Waiter<Int>()
        let call = Task { try await waiter.wait() }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(!waiter.settle(1))
    }

    @Test func whatWasDecidedIsNotTakenBackByACancellation() async throws {
        let waiter = Waiter<Int>()
        #expect(waiter.settle(1))
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await waiter.wait()
        }
        #expect(try await call.value == 1)
    }

    /// Whoever is faster: the call sees the decision if and only if the decider hears that it does.
    @Test func eitherTheDecisionOrTheCancellationNeverBoth() async throws {
        for _ in 0..<2_000 {
            let waiter = Waiter<Int>()
            let call = Task { try? await waiter.wait() }
            async let settled = waiter.settle(1)
            call.cancel()
            let (seen, told) = await (call.value, settled)
            #expect((seen == 1) == told)
        }
    }
}
