import MartletTesting
import Testing

@testable import Martlet

@Suite struct CircuitBreakerStreamTests {
    private let clock = ManualClock()

    /// Streams one number, and then ends as the request says; `nil` ends well.
    private func endpoint(_ breaker: CircuitBreaker) -> Endpoint<Status?, ResponseStream<Int>> {
        Endpoint("stream") { [clock] (error: Status?) in
            clock.advance(by: .seconds(1))
            return ResponseStream(
                AsyncThrowingStream<Int, any Error> { continuation in
                    continuation.yield(1)
                    continuation.finish(throwing: error)
                }
            )
        }.with(breaker)
    }

    private func read(_ stream: ResponseStream<Int>) async throws {
        for try await _ in stream {}
    }

    @Test func countsWhenItEnds() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(2), clock: clock)
        let endpoint = endpoint(breaker)
        let streams = [
            try await endpoint(Status(.internal)), try await endpoint(nil), try await endpoint(Status(.unavailable)),
            try await endpoint(Status(.internal)),
        ]
        try? await read(streams[0])
        // The success is between two failures.
        try await read(streams[1])
        try? await read(streams[2])
        #expect(breaker.state == .closed)
        try? await read(streams[3])
        #expect(breaker.state == .open)
    }

    @Test func theStatusDecides() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), clock: clock)
        let endpoint = endpoint(breaker)
        for error in [Status(.notFound), Status(.cancelled), Status(.unavailable, delivery: .rejected)] {
            try? await read(endpoint(error))
        }
        #expect(breaker.state == .closed)
    }

    @Test func aReaderWhoGoesAwayIsNothing() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(2), clock: clock)
        let endpoint = endpoint(breaker)
        try? await read(endpoint(Status(.internal)))
        _ = try await endpoint(nil)
        try? await read(endpoint(Status(.internal)))
        #expect(breaker.state == .open)
    }

    @Test func aProbeThatBeginsIsASuccess() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(2), clock: clock)
        let endpoint = endpoint(breaker)
        for _ in 0..<2 { try? await read(endpoint(Status(.internal))) }
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(60))
        let probe = try await endpoint(Status(.internal))
        #expect(breaker.state == .closed)
        // It goes on as a call like any other.
        try? await read(probe)
        #expect(breaker.state == .closed)
        try? await read(endpoint(Status(.internal)))
        #expect(breaker.state == .open)
    }

    @Test func whatBeganAsAProbeIsOneOfThem() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), probes: 2, clock: clock)
        let endpoint = endpoint(breaker)
        try? await read(endpoint(Status(.internal)))
        clock.advance(by: .seconds(60))
        let first = try await endpoint(nil)
        try await read(first)
        #expect(breaker.state == .halfOpen)
        _ = try await endpoint(nil)
        #expect(breaker.state == .closed)
    }

    @Test func theTimeUntilItBeginsCounts() async throws {
        let breaker = CircuitBreaker(.slowCalls(over: .seconds(2), ratio: 1, minimumCalls: 1), clock: clock)
        let endpoint = endpoint(breaker)
        let stream = try await endpoint(nil)
        clock.advance(by: .seconds(3_600))
        try await read(stream)
        #expect(breaker.state == .closed)
        let impatient = CircuitBreaker(.slowCalls(over: .milliseconds(999), ratio: 1, minimumCalls: 1), clock: clock)
        let slow = try await self.endpoint(impatient)(nil)
        #expect(impatient.state == .closed)
        try await read(slow)
        #expect(impatient.state == .open)
        clock.advance(by: .seconds(60))
        _ = try await self.endpoint(impatient)(nil)
        #expect(impatient.state == .open)
    }

    @Test func theBreakerDoesNotHoldTheStream() async throws {
        let ends = EventLog()
        let breaker = CircuitBreaker(clock: clock)
        let endpoint = Endpoint("stream") { (_: Int) in
            let stream = ResponseStream([1])
            stream.onEnd { ends.append("\($0)") }
            return stream
        }.with(breaker)
        _ = try await endpoint(1)
        #expect(ends.events == ["cancelled"])
    }
}
