import RealServers
import Testing

@Suite
struct EventuallyTests {
    private struct Refused: Error, CustomStringConvertible { let description = "refused" }

    @Test("asks until there is an answer; errors mean not yet")
    func asksAgain() async throws {
        var count = 0
        let answer = try await eventually("the third answer", every: .milliseconds(1)) { () -> Int? in
            count += 1
            if count == 1 { throw Refused() }
            return count == 3 ? count : nil
        }
        #expect(answer == 3)
        #expect(count == 3)
    }

    @Test("gives up after the limit, and says what was seen last")
    func givesUp() async throws {
        let error = await #expect(throws: NotYet.self) {
            try await eventually("it answers", within: .milliseconds(10), every: .milliseconds(1)) { throw Refused() }
        }
        #expect(error?.description.contains("it answers") == true)
        #expect(error?.description.contains("refused") == true)
    }

    @Test("ends at once when the task is cancelled")
    func cancellation() async throws {
        let task = Task {
            try await eventually("never") { false }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
