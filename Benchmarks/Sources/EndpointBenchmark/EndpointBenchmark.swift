import BenchmarkSupport
import Dispatch
import Martlet

/// What one call through a chain of middleware costs; the peer is `Go/chain`, which explains the cases.
@main
struct EndpointBenchmark {
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
        let sum = Endpoint("sum") { (request: SumRequest) in SumResponse(v: request.a &+ request.b) }
        let measurement = Measurement()

        try await measurement.run("pass-through-0", sum)
        try await measurement.run("pass-through-1", sum.with(PassThrough()))
        try await measurement.run("pass-through-5", sum.inFive(PassThrough.init))
        try await measurement.run("pass-through-10", sum.inTen(PassThrough.init))
        try await measurement.run("atomic-10", sum.inTen(AtomicCounter.init))
        try await measurement.run("mutex-10", sum.inTen(MutexCounter.init))
    }
}

extension Endpoint {
    @inline(__always)
    fileprivate func inFive<Layer: Middleware>(_ make: () -> Layer) -> Endpoint {
        with(make(), make(), make(), make(), make())
    }

    @inline(__always)
    fileprivate func inTen<Layer: Middleware>(_ make: () -> Layer) -> Endpoint {
        with(make(), make(), make(), make(), make(), make(), make(), make(), make(), make())
    }
}
