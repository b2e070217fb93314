import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite struct FallbackTests {
    private let clock = ManualClock()

    private func failing(_ error: any Error) -> Endpoint<Int, String> {
        Endpoint(remote: "profile") { _ in throw error }
    }

    // MARK: The answer

    @Test func answersInPlaceOfTheError() async throws {
        let endpoint = failing(Status(.unavailable)).with(Fallback { id, error in "\(id): \(error)" })
        #expect(try await endpoint(7) == "7: unavailable: unavailable")
    }

    @Test func answersWithAValue() async throws {
        #expect(try await failing(Status(.unavailable)).with(Fallback("guest"))(7) == "guest")
    }

    @Test func theValueIsEvaluatedForEachCall() async throws {
        let count = Count()
        let endpoint = failing(Status(.unavailable)).with(Fallback("guest \(count.next())"))
        #expect(try await [endpoint(1), endpoint(2)] == ["guest 1", "guest 2"])
    }

    @Test func aSuccessPasses() async throws {
        let count = Count()
        let endpoint = Endpoint("profile") { (id: Int) in "profile \(id)" }
            .with(
                Fallback { _, _ in
                    _ = count.next()
                    return "guest"
                }
            )
        #expect(try await endpoint(7) == "profile 7")
        #expect(count.next() == 1)
    }

    @Test func theClosureSeesTheSameErrorAndTheContextOfTheCall() async throws {
        let marked = MarkedError()
        let endpoint = failing(marked).with(
            Fallback { _, error in
                #expect(error as? MarkedError === marked)
                return RequestContext.current.requestID ?? "-"
            }
        )
        var context = RequestContext()
        context.requestID = "r-1"
        #expect(try await RequestContext.$current.withValue(context) { try await endpoint(1) } == "r-1")
    }

    @Test func nextIsCalledOnce() async throws {
        let count = Count()
        let endpoint = Endpoint("profile") { (_: Int) -> String in
            _ = count.next()
            throw Status(.unavailable)
        }
        .with(Fallback("guest"))
        _ = try await endpoint(1)
        #expect(count.next() == 2)
    }

    @Test func theOuterOneActsWhenTheInnerOneFails() async throws {
        let endpoint = failing(Status(.unavailable))
            .with(Fallback { _, _ in throw MarkedError() })
            .with(Fallback { _, error in "\(Status(error).code)" })
        #expect(try await endpoint(1) == "unavailable")
    }

    // MARK: Which errors

    private static let handled: [Status.Code] = [
        .unknown, .deadlineExceeded, .resourceExhausted, .internal, .unavailable, .dataLoss,
    ]

    @Test(arguments: Status.Code.all) func actsOnWhatIsNotTheCallersFault(_ code: Status.Code) async throws {
        let endpoint = failing(Status(code)).with(Fallback("guest"))
        if Self.handled.contains(code) {
            #expect(try await endpoint(1) == "guest")
        } else {
            let status = await #expect(throws: Status.self) { try await endpoint(1) }
            #expect(status?.code == code)
        }
    }

    @Test func actsOnRefusalsOfOurOwn() async throws {
        let refused = Status(.failedPrecondition, delivery: .rejected)
        #expect(try await failing(refused).with(Fallback("guest"))(1) == "guest")
        let status = await #expect(throws: Status.self) {
            try await failing(Status(.failedPrecondition, delivery: .unprocessed)).with(Fallback("guest"))(1)
        }
        #expect(status?.code == .failedPrecondition)
    }

    @Test func actsOnErrorsThatSayNothingAboutThemselves() async throws {
        #expect(try await failing(SecretError()).with(Fallback("guest"))(1) == "guest")
    }

    @Test func leavesBusinessErrorsAsTheyAre() async {
        await #expect(throws: ProfileError.self) {
            try await failing(ProfileError.notFound("7")).with(Fallback("guest"))(1)
        }
    }

    @Test func theConditionDecides() async throws {
        let guest = Fallback<Int, String>("guest", when: { $0.code == .notFound })
        let closure = Fallback<Int, String>(when: { $0.code == .notFound }) { _, _ in "guest" }
        for layer in [guest, closure] {
            #expect(try await failing(ProfileError.notFound("7")).with(layer)(1) == "guest")
            await #expect(throws: Status.self) { try await failing(Status(.unavailable)).with(layer)(1) }
        }
    }

    // MARK: Failure of the fallback

    @Test func theErrorOfTheCallIsThrownWhenTheFallbackFails() async {
        let marked = MarkedError()
        let endpoint = failing(marked).with(Fallback { _, _ in throw SecretError() })
        let error = await #expect(throws: MarkedError.self) { try await endpoint(1) }
        #expect(error === marked)
    }

    // MARK: Cancellation and deadline

    @Test(arguments: [CancellationError() as any Error, Status(.cancelled), Status(.cancelled, delivery: .rejected)])
    func cancellationIsNoFailure(_ error: any Error) async {
        let endpoint = failing(error).with(Fallback("guest", when: { _ in true }))
        await #expect { try await endpoint(1) } throws: { Status($0).code == .cancelled }
    }

    @Test func noFallbackForACallThatWasCancelled() async {
        let marked = MarkedError()
        let endpoint = Endpoint<Int, String>(remote: "profile") { _ in
            withUnsafeCurrentTask { $0?.cancel() }
            throw marked
        }
        .with(Fallback("guest"))
        let call = Task { try await endpoint(1) }
        let error = await #expect(throws: MarkedError.self) { try await call.value }
        #expect(error === marked)
    }

    @Test func cancellingTheCallCancelsTheFallback() async {
        let gate = Gate()
        let endpoint = failing(Status(.unavailable)).with(
            Fallback { _, _ in
                withUnsafeCurrentTask { $0?.cancel() }
                try await gate.waitUnlessCancelled()
                return "guest"
            }
        )
        let call = Task { try await endpoint(1) }
        let status = await #expect(throws: Status.self) { try await call.value }
        #expect(status?.code == .unavailable)
    }

    @Test(arguments: [(5, false), (6, true)])
    func noFallbackAfterTheDeadline(_ limit: Int, answers: Bool) async {
        var context = RequestContext()
        context.deadline = .after(.seconds(limit), clock: clock)
        let endpoint = Endpoint<Int, String>(remote: "profile") { [clock] _ in
            clock.advance(by: .seconds(5))
            throw Status(.unavailable)
        }
        .with(Fallback("guest", clock: clock))
        let answer = await RequestContext.$current.withValue(context) { try? await endpoint(1) }
        #expect(answer == (answers ? "guest" : nil))
    }

    @Test func endsByTheDeadlineUnlessAClosureMayNot() {
        let endpoint = Endpoint<Int, String>(remote: "profile", endsByDeadline: true) { _ in "profile" }
        #expect(endpoint.with(Fallback("guest")).endsByDeadline)
        #expect(!endpoint.with(Fallback { _, _ in "guest" }).endsByDeadline)
        #expect(!failing(MarkedError()).with(Fallback("guest")).endsByDeadline)
    }

    // MARK: The layer

    @Test func name() {
        #expect(failing(MarkedError()).with(Fallback("guest")).description == "profile: Fallback")
    }

    @Test func streams() async throws {
        let endpoint = Endpoint<Int, ResponseStream<Int>>(remote: "rows") { _ in throw Status(.unavailable) }
            .with(Fallback { _, _ in ResponseStream([1, 2]) })
        var rows: [Int] = []
        for try await row in try await endpoint(1) { rows.append(row) }
        #expect(rows == [1, 2])
    }

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let answered = failing(Status(.unavailable)).with(Fallback("guest", metrics: metrics))
        let failed = failing(Status(.unavailable)).with(Fallback(metrics: metrics) { _, _ in throw MarkedError() })
        let ignored = failing(Status(.notFound)).with(Fallback("guest", metrics: metrics))
        _ = try await answered(1)
        _ = try await answered(1)
        _ = try? await failed(1)
        _ = try? await ignored(1)
        func total(_ outcome: String) throws -> Int64 {
            let dimensions = [("endpoint", "profile"), ("outcome", outcome)]
            return try metrics.expectCounter("martlet_fallbacks", dimensions).totalValue
        }
        #expect(try total("answered") == 2)
        #expect(try total("failed") == 1)
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { NoFallback() }
    }
}

/// A fallback that has no reason to act, around endpoints of any types.
private struct NoFallback: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let layer = Fallback<Next.Request, Next.Response>(when: { _ in false }) { _, _ in throw MarkedError() }
        return try await layer.intercept(request, next: next)
    }
}
