import CAllocationCount
import Martlet

struct SumRequest: Sendable {
    var a: Int
    var b: Int
}

struct SumResponse: Sendable {
    var v: Int
}

struct WrongAnswer: Error {}

/// Times batches of calls and prints their median: `name ns allocations`, the same way as the peer in Go.
struct Measurement {
    var batch: Duration = .milliseconds(50)
    var batches = 5

    func run(_ name: String, _ endpoint: Endpoint<SumRequest, SumResponse>) async throws {
        let count = try await callsPerBatch(of: endpoint)
        var times: [Double] = []
        times.reserveCapacity(batches)
        let allocationsBefore = allocation_count()
        for _ in 0..<batches {
            times.append(try await time(endpoint, count: count) / .nanoseconds(1) / Double(count))
        }
        let allocations = Double(allocation_count() - allocationsBefore) / Double(count * batches)
        times.sort()
        print(name, rounded(times[batches / 2], 10), rounded(allocations, 100))
    }

    /// Warms up, and finds the number of calls that fill a batch.
    private func callsPerBatch(of endpoint: Endpoint<SumRequest, SumResponse>) async throws -> Int {
        var count = 1_000
        while true {
            let took = try await time(endpoint, count: count)
            if took >= batch / 2 { return Int(Double(count) * (batch / took)) + 1 }
            count *= 2
        }
    }

    /// Checks every answer, so that no call can be left out.
    private func time(_ endpoint: Endpoint<SumRequest, SumResponse>, count: Int) async throws -> Duration {
        let start = ContinuousClock.now
        for number in 0..<count {
            guard try await endpoint(SumRequest(a: number, b: 1)).v == number + 1 else { throw WrongAnswer() }
        }
        return ContinuousClock.now - start
    }

    private func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }
}
