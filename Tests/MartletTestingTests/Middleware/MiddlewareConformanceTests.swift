import Martlet
import MartletTesting
import Synchronization
import Testing

private typealias Check = MiddlewareConformance.Check

@Suite struct MiddlewareConformanceTests {
    // MARK: What conforms

    private struct Passes: Middleware {
        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            try await next(request)
        }
    }

    private final class CountsInFlight: Middleware {
        private let inFlight = Atomic(0)

        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            inFlight.add(1, ordering: .relaxed)
            do {
                let response = try await next(request)
                if let stream = next.stream(in: response) {
                    stream.onEnd { _ in self.end() }
                } else {
                    end()
                }
                return response
            } catch {
                end()
                throw error
            }
        }

        private func end() {
            inFlight.subtract(1, ordering: .relaxed)
        }
    }

    private struct Limits: Middleware {
        let clock = ManualClock()

        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            try await withTimeout(.seconds(1), clock: clock) { try await next(request) }
        }
    }

    @Test func passing() async throws {
        try await MiddlewareConformance.check { Passes() }
    }

    @Test func counting() async throws {
        try await MiddlewareConformance.check { CountsInFlight() }
    }

    @Test func timingOut() async throws {
        try await MiddlewareConformance.check { Limits() }
    }

    @Test func optional() async throws {
        try await MiddlewareConformance.check { Optional(Passes()) }
        try await MiddlewareConformance.check { Passes?.none }
    }

    // MARK: What does not

    /// Expects that exactly these checks fail, and that leaving them out lets the middleware pass.
    private func expectFailures<Layer: Middleware>(
        _ checks: [Check],
        reason: String,
        _ make: @Sendable () -> Layer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let failure = try #require(
            await #expect(throws: ConformanceFailure.self, sourceLocation: sourceLocation) {
                try await MiddlewareConformance.check(make)
            },
            sourceLocation: sourceLocation
        )
        #expect(failure.problems.map(\.check) == checks.map(\.description), sourceLocation: sourceLocation)
        #expect(failure.problems.first?.reason == reason, sourceLocation: sourceLocation)
        #expect(failure.checkCount == Check.allCases.count, sourceLocation: sourceLocation)
    }

    @Test func answersItself() async throws {
        let checks: [Check] = [
            .passesRequestAndResponse, .callsNextOnce, .passesErrors, .passesCancellation, .keepsCallsApart,
            .runsSideBySide,
        ]
        try await expectFailures(checks, reason: "the request was \"hello\", next got \"nothing\"") { AnswersItself() }
    }

    @Test func changesRequest() async throws {
        try await expectFailures(
            [.passesRequestAndResponse],
            reason: "the request was \"hello\", next got \"other\""
        ) { ChangesRequest() }
    }

    @Test func callsTwice() async throws {
        try await expectFailures([.callsNextOnce], reason: "next was called 2 times by a call that succeeded") {
            CallsTwice()
        }
        try await MiddlewareConformance.check(except: [.callsNextOnce]) { CallsTwice() }
    }

    @Test func hidesErrors() async throws {
        try await expectFailures([.passesErrors], reason: "next threw not_found, the caller got internal") {
            HidesErrors()
        }
        try await MiddlewareConformance.check(except: [.passesErrors]) { HidesErrors() }
    }

    @Test func answersErrors() async throws {
        try await expectFailures([.passesErrors], reason: "next threw not_found, the caller got a response") {
            AnswersErrors()
        }
    }

    @Test func renamesCancellation() async throws {
        try await expectFailures([.passesCancellation], reason: "the call was cancelled, the caller got unavailable") {
            RenamesCancellation()
        }
    }

    @Test func answersCancellation() async throws {
        try await expectFailures(
            [.passesCancellation],
            reason: "the call was cancelled, and the caller got a response"
        ) { AnswersCancellation() }
    }

    @Test func leavesNextBehind() async throws {
        try await expectFailures([.passesCancellation], reason: "the call was cancelled, and next did not notice") {
            LeavesNextBehind()
        }
    }

    @Test func mixesCallsUp() async throws {
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await MiddlewareConformance.check { MixesCallsUp() }
        }
        #expect(failure?.problems.map(\.check) == ["keepsCallsApart", "runsSideBySide"])
    }

    @Test func busy() async throws {
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await MiddlewareConformance.check(except: [.keepsCallsApart]) { Busy() }
        }
        #expect(failure?.problems.map(\.check) == ["runsSideBySide"])
        #expect(failure?.problems.first?.reason == "the call threw: resource_exhausted: resource exhausted")
    }

    @Test func needsContent() async throws {
        try await expectFailures([.passesEmpty], reason: "the call threw: invalid_argument: no content") {
            NeedsContent()
        }
    }

    @Test func readsStreams() async throws {
        try await expectFailures(
            [.passesStreams],
            reason: "the stream had ended (finished) before the caller read it"
        ) { ReadsStreams() }
    }

    @Test func swallowsStreamErrors() async throws {
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await MiddlewareConformance.check { SwallowsStreamErrors() }
        }
        #expect(failure?.problems.map(\.check) == ["passesStreams"])
    }

    @Test func keepsStreams() async throws {
        try await expectFailures(
            [.passesStreams],
            reason: "the caller dropped the stream, and its hook saw: nothing"
        ) { KeepsStreams() }
    }

    @Test func forgetsTaskLocals() async throws {
        try await expectFailures(
            [.keepsTaskLocals],
            reason: "RequestContext.current had request id \"probe-1\" and value 7, next saw \"nothing\" and 0"
        ) { ForgetsTaskLocals() }
    }

    @Test func clearsTheContext() async throws {
        try await expectFailures(
            [.keepsTaskLocals],
            reason: "RequestContext.current had request id \"probe-1\" and value 7, next saw \"nothing\" and 0"
        ) { ClearsTheContext() }
    }

    // MARK: What hangs, without waiting for it

    private func allBut(_ check: Check) -> Set<Check> { Set(Check.allCases).subtracting([check]) }

    @Test func runsInATaskOfItsOwn() async throws {
        let clock = ManualClock()
        let check = Task {
            try await MiddlewareConformance.check(except: allBut(.passesCancellation), clock: clock) {
                RunsInATaskOfItsOwn()
            }
        }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(10))
        let failure = await #expect(throws: ConformanceFailure.self) { try await check.value }
        #expect(failure?.problems.map(\.description) == ["passesCancellation: did not end within 10.0 seconds"])
    }

    @Test func oneAtATime() async throws {
        let clock = ManualClock()
        let waiting = Gate()
        let check = Task {
            try await MiddlewareConformance.check(
                except: allBut(.runsSideBySide),
                timeLimit: .seconds(3),
                clock: clock
            ) { OneAtATime(waiting: waiting) }
        }
        await waiting.wait()
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(3))
        let failure = await #expect(throws: ConformanceFailure.self) { try await check.value }
        #expect(failure?.problems.map(\.description) == ["runsSideBySide: did not end within 3.0 seconds"])
    }

    // MARK: The report

    @Test func reportListsEverything() async throws {
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await MiddlewareConformance.check { AnswersItself() }
        }
        let lines = try #require(failure).description.split(separator: "\n")
        #expect(lines.first == "AnswersItself does not conform: 6 of 9 checks failed")
        #expect(lines[2] == "  callsNextOnce: next was called 0 times by a call that succeeded")
        #expect(lines.count == 7)
    }

    @Test func everyCheckIsMadeWithANewMiddleware() async throws {
        let made = Atomic(0)
        try await MiddlewareConformance.check(except: [.passesStreams]) {
            made.add(1, ordering: .relaxed)
            return Passes()
        }
        #expect(made.load(ordering: .relaxed) == Check.allCases.count - 1)
    }
}
