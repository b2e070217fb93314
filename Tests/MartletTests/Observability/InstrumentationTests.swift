import Martlet
import MartletTesting
import MetricsTestKit
import Testing

@Suite struct InstrumentationTests {
    private let metrics = TestMetrics()
    private let clock = ManualClock()

    private func labels(_ code: String, _ method: String = "sum") -> [(String, String)] {
        [("rpc.method", method), ("rpc.response.status_code", code)]
    }

    @Test func success() async throws {
        let endpoint = Endpoint("sum") { [clock] (number: Int) in
            clock.advance(by: .milliseconds(250))
            return number
        }
        .with(Instrumentation(metrics, clock: clock))
        _ = try await endpoint(1)
        let duration = try metrics.expectTimer("rpc.server.call.duration", labels("OK"))
        #expect(duration.values == [250_000_000])
        #expect(try metrics.expectCounter("rpc.server.requests", labels("OK")).totalValue == 1)
        #expect(try metrics.expectMeter("rpc.server.active_requests", [("rpc.method", "sum")]).values == [1, 0])
    }

    @Test func errorsByCode() async throws {
        let endpoint = Endpoint("sum") { (code: Status.Code) throws -> Int in throw Status(code) }
            .with(Instrumentation(metrics))
        for code in [Status.Code.notFound, .notFound, .internal] {
            await #expect(throws: Status.self) { try await endpoint(code) }
        }
        #expect(try metrics.expectCounter("rpc.server.requests", labels("NOT_FOUND")).totalValue == 2)
        #expect(try metrics.expectCounter("rpc.server.requests", labels("INTERNAL")).totalValue == 1)
        #expect(try metrics.expectTimer("rpc.server.call.duration", labels("NOT_FOUND")).values.count == 2)
        #expect(try metrics.expectMeter("rpc.server.active_requests", [("rpc.method", "sum")]).lastValue == 0)
    }

    @Test func anErrorThatNobodyKnowsIsUnknown() async throws {
        let endpoint = Endpoint("sum") { (_: Int) throws -> Int in throw MarkedError() }.with(Instrumentation(metrics))
        await #expect(throws: MarkedError.self) { try await endpoint(1) }
        #expect(try metrics.expectCounter("rpc.server.requests", labels("UNKNOWN")).totalValue == 1)
    }

    @Test func businessErrorsCountUnderTheirCode() async throws {
        let endpoint = Endpoint("sum") { (failure: Status?) in FailableAnswer(failure: failure) }
            .with(Instrumentation(metrics))
        _ = try await endpoint(Status(.alreadyExists))
        _ = try await endpoint(nil)
        #expect(try metrics.expectCounter("rpc.server.requests", labels("ALREADY_EXISTS")).totalValue == 1)
        #expect(try metrics.expectCounter("rpc.server.requests", labels("OK")).totalValue == 1)
    }

    @Test func streamsLastUntilTheirEnd() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in ResponseStream([1, 2, 3]) }
            .with(Instrumentation(metrics, clock: clock))
        let stream = try await endpoint(Empty())
        let active = try metrics.expectMeter("rpc.server.active_requests", [("rpc.method", "ticks")])
        #expect(active.lastValue == 1)
        clock.advance(by: .seconds(2))
        for try await _ in stream {}
        #expect(active.lastValue == 0)
        #expect(
            try metrics.expectTimer("rpc.server.call.duration", labels("OK", "ticks")).values == [2_000_000_000]
        )
    }

    @Test func aStreamThatFailsCountsAsItsError() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in
            ResponseStream(AsyncThrowingStream<Int, any Error> { $0.finish(throwing: Status(.dataLoss)) })
        }
        .with(Instrumentation(metrics))
        let stream = try await endpoint(Empty())
        await #expect(throws: Status.self) { for try await _ in stream {} }
        #expect(try metrics.expectCounter("rpc.server.requests", labels("DATA_LOSS", "ticks")).totalValue == 1)
    }

    @Test func aStreamThatIsDroppedCountsAsCancelled() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in ResponseStream([1]) }.with(Instrumentation(metrics))
        _ = try await endpoint(Empty())
        #expect(try metrics.expectCounter("rpc.server.requests", labels("CANCELLED", "ticks")).totalValue == 1)
        #expect(try metrics.expectMeter("rpc.server.active_requests", [("rpc.method", "ticks")]).lastValue == 0)
    }

    @Test func clientsHaveNamesOfTheirOwn() async throws {
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(Instrumentation(metrics, on: .client))
        _ = try await endpoint(1)
        #expect(try metrics.expectCounter("rpc.client.requests", labels("OK")).totalValue == 1)
        #expect(throws: (any Error).self) { try metrics.expectCounter("rpc.server.requests", labels("OK")) }
    }

    /// Go kit, stringsvc2: my_group_string_service_request_count and …_latency_microseconds, by method and error.
    @Test func namesOfGoKitsStringService() async throws {
        let names = Instrumentation.Names.goKit(namespace: "my_group", subsystem: "string_service")
        let endpoint = Endpoint("uppercase") { (number: Int) throws -> Int in
            if number < 0 { throw Status(.invalidArgument) }
            return number
        }
        .with(Instrumentation(metrics, names: names))
        _ = try await endpoint(1)
        await #expect(throws: Status.self) { try await endpoint(-1) }
        for (error, count) in [("false", 1), ("true", 1)] {
            let labels = [("method", "uppercase"), ("error", error)]
            let counter = try metrics.expectCounter("my_group_string_service_request_count", labels)
            #expect(counter.totalValue == Int64(count))
            _ = try metrics.expectTimer("my_group_string_service_request_latency_microseconds", labels)
        }
        #expect(metrics.meters.isEmpty)
    }

    /// Go kit, addsvc: example_addsvc_request_duration_seconds, by method and success.
    @Test func nameOfGoKitsAddService() async throws {
        let names = Instrumentation.Names.goKitDuration(namespace: "example", subsystem: "addsvc")
        let endpoint = Endpoint("Sum") { (number: Int) in number }.with(Instrumentation(metrics, names: names))
        _ = try await endpoint(1)
        let labels = [("method", "Sum"), ("success", "true")]
        _ = try metrics.expectTimer("example_addsvc_request_duration_seconds", labels)
        #expect(metrics.counters.isEmpty)
    }

    @Test func namesWithoutPrefix() async throws {
        _ = Endpoint("Sum") { (number: Int) in number }.with(Instrumentation(metrics, names: .goKit()))
        _ = try metrics.expectCounter("request_count", [("method", "Sum"), ("error", "false")])
    }

    @Test func manyCallsAtOnceLeaveNoneInFlight() async throws {
        let endpoint = Endpoint("sum") { (number: Int) throws -> Int in
            if number % 2 == 0 { throw Status(.aborted) }
            return number
        }
        .with(Instrumentation(metrics))
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask { _ = try? await endpoint(number) }
            }
        }
        #expect(try metrics.expectCounter("rpc.server.requests", labels("ABORTED")).totalValue == 100)
        #expect(try metrics.expectCounter("rpc.server.requests", labels("OK")).totalValue == 100)
        #expect(try metrics.expectMeter("rpc.server.active_requests", [("rpc.method", "sum")]).lastValue == 0)
    }

    @Test func conformance() async throws {
        try await MiddlewareConformance.check { Instrumentation(TestMetrics()) }
    }
}
