import BenchmarkSupport
import Dispatch
import Martlet

/// What one call through a layer costs when all is well, and what a rejection costs; the peer is `Go/resilience`, which
/// explains the cases that both have.
@main
struct ResilienceBenchmark {
    static func main() {
        // Off the main actor, where awaiting anything costs a hop; and not by `await`, so that valgrind can run it.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do { try await measure() } catch { print("failed: \(error)") }
            done.signal()
        }
        done.wait()
    }

    static func measure() async throws {
        let measurement = Measurement()
        let sum = Endpoint("sum", isIdempotent: true) { (request: SumRequest) in SumResponse(v: request.a &+ request.b)
        }
        // A client's: it ends at the deadline by itself, as one does whose transport keeps deadlines.
        let remote = Endpoint(remote: "sum", isIdempotent: true, endsByDeadline: true) { (request: SumRequest) in
            SumResponse(v: request.a &+ request.b)
        }
        // A token for every call, and counted all the same.
        let plentiful = RateLimit(.perSecond(1_000_000_000), burst: 1_000_000_000)
        let keyed = KeyedRateLimit<String>(.perSecond(1_000_000_000), burst: 1_000_000_000)
        let open = CircuitBreaker()
        open.force(.open)

        try await measurement.run("bare", sum)
        try await measurement.run("token-bucket") { count in
            for _ in 0..<count { try plentiful.check() }
        }
        try await measurement.run("rate-limit", sum.with(plentiful))
        try await measurement.runRejected("rate-limit-rejected", sum.with(RateLimit(.every(.seconds(3_600)), burst: 0)))
        try await measurement.run("rate-limit-keyed", sum.with(keyed, by: { _ in "ada" }))
        try await measurement.run("breaker-closed", sum.with(CircuitBreaker()))
        try await measurement.run("breaker-closed-ratio", sum.with(CircuitBreaker(.failureRatio(0.5))))
        try await measurement.run("breaker-closed-slow", sum.with(CircuitBreaker(.slowCalls(over: .seconds(1)))))
        try await measurement.run("breaker-throttling", sum.with(CircuitBreaker(.adaptiveThrottling())))
        try await measurement.runRejected("breaker-open", sum.with(open))
        try await measurement.run("retry", sum.with(Retry()))
        try await measurement.run("hedge", sum.with(Hedge(atPercentile: 0.95)))
        try await measurement.run("timeout", sum.with(Timeout(.seconds(30))))
        try await measurement.run("timeout-remote", remote.with(Timeout(.seconds(30))))
        try await measurement.run("bulkhead", sum.with(Bulkhead(10)))
        try await measurement.run("adaptive-concurrency", sum.with(AdaptiveConcurrency()))
        try await measurement.run("load-shedding", sum.with(LoadShedding(concurrency: 10)))
        try await measurement.run("resilient-client", remote.with(Resilient(.client)))
        try await measurement.run("resilient-server", sum.with(Resilient(.server)))
    }
}
