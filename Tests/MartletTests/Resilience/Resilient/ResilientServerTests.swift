import CoreMetrics
import Martlet
import MartletTesting
import MetricsTestKit
import Testing

@Suite struct ResilientServerTests {
    private let clock = ManualClock()
    private let double = Endpoint("double") { (number: Int) in number * 2 }

    private func resilient(_ options: ServerResilience, metrics: (any MetricsFactory)? = nil) -> Resilient<ServerLayers>
    {
        Resilient(options, metrics: metrics, clock: clock)
    }

    @Test func theOrder() {
        #expect(double.with(resilient(.server)).layers == ["AdaptiveConcurrency", "Timeout"])
        let options = ServerResilience.server {
            $0.rateLimit = .perSecond(10)
            $0.concurrency = .shedding(concurrency: 10)
        }
        #expect(double.with(resilient(options)).layers == ["RateLimit", "LoadShedding", "Timeout"])
    }

    @Test func whatIsNilIsLeftOut() async throws {
        let options = ServerResilience.server {
            $0.concurrency = nil
            $0.timeout = nil
        }
        let bare = double.with(resilient(options))
        #expect(bare.layers.isEmpty)
        #expect(try await bare(4) == 8)
    }

    @Test func theRateIsKept() async throws {
        let options = ServerResilience.server {
            $0.rateLimit = .perSecond(1)
            $0.burst = 2
        }
        let limited = double.with(resilient(options))
        #expect(try await limited(1) == 2)
        #expect(try await limited(1) == 2)
        let error = await #expect(throws: Status.self) { try await limited(1) }
        #expect(error?.code == .resourceExhausted && error?.retry == .after(.seconds(1)))
        clock.advance(by: .seconds(1))
        #expect(try await limited(1) == 2)
    }

    @Test func theLimitsCanBeRead() {
        #expect(resilient(.server).layers.adaptiveConcurrency?.limit == 20)
        #expect(resilient(.server { $0.concurrency = .adaptive(.aimd()) }).layers.loadShedding == nil)
        #expect(resilient(.server { $0.concurrency = .shedding(concurrency: 3) }).layers.adaptiveConcurrency == nil)
    }

    @Test func theCallHasATime() async throws {
        let deadline = Endpoint("deadline") { (_: Empty) in RequestContext.current.deadline }
            .with(resilient(.server { $0.timeout = .seconds(5) }))
        #expect(try await deadline(Empty())?.instant == clock.now.advanced(by: .seconds(5)))
    }

    @Test func everyLayerCounts() async throws {
        let metrics = TestMetrics()
        let limited = double.with(resilient(.server { $0.rateLimit = .unlimited }, metrics: metrics))
        _ = try await limited(1)
        let labels = Set(metrics.counters.map(\.label) + metrics.meters.map(\.label))
        #expect(
            labels.isSuperset(of: [
                "martlet_rate_limit_rejections", "martlet_adaptive_concurrency_limit", "martlet_timeouts",
            ])
        )
    }
}
