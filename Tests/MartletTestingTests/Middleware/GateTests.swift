import MartletTesting
import Testing

@Suite struct GateTests {
    @Test func letsEverybodyThroughOnceOpen() async {
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { await gate.wait() } }
            gate.open()
            gate.open()
        }
        await gate.wait()
    }

    @Test func cancellationEndsTheWaitThatListensToIt() async throws {
        let waiter = Task { try await Gate().waitUnlessCancelled() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        let open = Gate()
        open.open()
        try await open.waitUnlessCancelled()
    }
}
