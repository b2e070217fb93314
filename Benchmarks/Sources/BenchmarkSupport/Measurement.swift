import CAllocationCount
public import Martlet

/// The request of the endpoint that all measurements call: it adds.
public struct SumRequest: Sendable {
    /// The one number.
    public var a: Int

    /// The other one.
    public var b: Int

    /// Makes a request.
    @inlinable
    public init(a: Int, b: Int) {
        self.a = a
        self.b = b
    }
}

/// The sum.
public struct SumResponse: Sendable {
    /// The sum.
    public var v: Int

    /// Makes a response.
    @inlinable
    public init(v: Int) {
        self.v = v
    }
}

/// Times batches of calls and prints their median: `name ns allocations`, the same way as the peer in Go.
public struct Measurement {
    private enum Problem: Error {
        case wrongAnswer
        case notRejected
    }

    private let batch: Duration
    private let batches: Int

    /// Makes a measurement.
    ///
    /// - Parameters:
    ///   - batch: The time of one batch.
    ///   - batches: How many batches there are; their median is reported.
    public init(batch: Duration = .milliseconds(50), batches: Int = 5) {
        self.batch = batch
        self.batches = batches
    }

    /// Times calls that succeed. It checks every answer, so that no call can be left out.
    public func run(_ name: String, _ endpoint: Endpoint<SumRequest, SumResponse>) async throws {
        try await report(name) { count in
            for number in 0..<count {
                guard try await endpoint(SumRequest(a: number, b: 1)).v == number + 1 else { throw Problem.wrongAnswer }
            }
        }
    }

    /// Times calls that are rejected.
    public func runRejected(_ name: String, _ endpoint: Endpoint<SumRequest, SumResponse>) async throws {
        try await report(name) { count in
            for number in 0..<count {
                let isRejected: Bool
                do {
                    _ = try await endpoint(SumRequest(a: number, b: 1))
                    isRejected = false
                } catch {
                    isRejected = true
                }
                guard isRejected else { throw Problem.notRejected }
            }
        }
    }

    /// Times something that is no call. The closure does it as often as it is told.
    public func run(_ name: String, batch body: (Int) throws -> Void) async throws {
        try await report(name) { try body($0) }
    }

    private func report(_ name: String, _ body: (Int) async throws -> Void) async throws {
        let count = try await callsPerBatch(of: body)
        var times: [Double] = []
        times.reserveCapacity(batches)
        let allocationsBefore = allocation_count()
        for _ in 0..<batches {
            times.append(try await time(body, count: count) / .nanoseconds(1) / Double(count))
        }
        let allocations = Double(allocation_count() - allocationsBefore) / Double(count * batches)
        times.sort()
        print(name, rounded(times[batches / 2], 10), rounded(allocations, 100))
    }

    /// Warms up, and finds the number of calls that fill a batch.
    private func callsPerBatch(of body: (Int) async throws -> Void) async throws -> Int {
        var count = 1_000
        while true {
            let took = try await time(body, count: count)
            if took >= batch / 2 { return Int(Double(count) * (batch / took)) + 1 }
            count *= 2
        }
    }

    private func time(_ body: (Int) async throws -> Void, count: Int) async throws -> Duration {
        let start = ContinuousClock.now
        try await body(count)
        return ContinuousClock.now - start
    }

    private func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }
}
