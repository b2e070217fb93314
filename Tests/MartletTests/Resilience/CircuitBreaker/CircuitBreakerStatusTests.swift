import MartletTesting
import Testing

@testable import Martlet

/// What is a failure.
@Suite struct CircuitBreakerStatusTests {
    private let clock = ManualClock()
    private let peer = FlakyPeer()

    private func breaker(
        _ policy: CircuitBreaker.Policy = .consecutiveFailures(2),
        isFailure: (@Sendable (Status) -> Bool)? = nil
    ) -> CircuitBreaker {
        CircuitBreaker(policy, isFailure: isFailure, clock: clock)
    }

    /// Two failures in a row open this one: only failures add to the row, only successes break it.
    @Test(
        arguments: [
            (Status(.unavailable), "failure"), (Status(.unavailable, delivery: .unprocessed), "failure"),
            (Status(.internal), "failure"), (Status(.deadlineExceeded), "failure"), (Status(.dataLoss), "failure"),
            (MarkedError(), "failure"), (ProfileError.notFound("7"), "success"), (Status(.notFound), "success"),
            (Status(.invalidArgument), "success"), (Status(.resourceExhausted), "success"),
            (Status(.unauthenticated), "success"), (Status(.cancelled), "nothing"), (CancellationError(), "nothing"),
            (Status(.unavailable, delivery: .rejected), "nothing"),
            (Status(.resourceExhausted, delivery: .rejected), "nothing"),
            (Status(.notFound, delivery: .rejected), "nothing"),
        ] as [(any Error, String)]
    )
    func theStatusDecides(_ error: any Error, _ meaning: String) async throws {
        let breaker = breaker()
        let peer = FlakyPeer(isRemote: true)
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: Status(.internal))
        _ = try? await endpoint(1)
        peer.fails(with: error)
        _ = try? await endpoint(1)
        #expect(breaker.state == (meaning == "failure" ? .open : .closed))
        guard meaning != "failure" else { return }
        peer.fails(with: Status(.internal))
        _ = try? await endpoint(1)
        #expect(breaker.state == (meaning == "success" ? .closed : .open))
    }

    @Test func anErrorInsideOfAResponseIsASuccess() async throws {
        struct Reply: FailableResponse {
            let failure: (any Error)?
        }
        let breaker = breaker(.consecutiveFailures(1))
        let endpoint = Endpoint("failable") { (_: Int) in Reply(failure: Status(.internal)) }.with(breaker)
        for _ in 0..<10 { _ = try await endpoint(1) }
        #expect(breaker.state == .closed)
    }

    @Test func aCallThatWasCancelledAtItsDeadlineIsAFailure() async throws {
        let breaker = breaker(.consecutiveFailures(1))
        let endpoint = Endpoint("late") { (_: Int) -> Int in throw CancellationError() }.with(breaker)
        var context = RequestContext()
        context.deadline = .after(.seconds(-1))
        await RequestContext.$current.withValue(context) { _ = try? await endpoint(1) }
        #expect(breaker.state == .open)
    }

    @Test func theUserMayDecide() async throws {
        let breaker = breaker(.consecutiveFailures(1), isFailure: { $0.code == .notFound })
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: Status(.internal))
        _ = try? await endpoint(1)
        #expect(breaker.state == .closed)
        peer.fails(with: Status(.notFound))
        _ = try? await endpoint(1)
        #expect(breaker.state == .open)
    }

    @Test func nobodyIsAskedAboutWhatIsNothing() async throws {
        let breaker = breaker(.consecutiveFailures(1), isFailure: { _ in true })
        let endpoint = Endpoint(remote: "r") { (error: Status) -> Int in throw error }.with(breaker)
        _ = try? await endpoint(Status(.cancelled))
        _ = try? await endpoint(Status(.unavailable, delivery: .rejected))
        #expect(breaker.state == .closed)
        _ = try? await endpoint(Status(.notFound))
        #expect(breaker.state == .open)
    }

    @Test func foreignErrorsPassUnchanged() async throws {
        let marked = MarkedError()
        let endpoint = peer.endpoint.with(breaker())
        peer.fails(with: marked)
        let error = await #expect(throws: MarkedError.self) { try await endpoint(1) }
        #expect(error === marked)
    }
}
