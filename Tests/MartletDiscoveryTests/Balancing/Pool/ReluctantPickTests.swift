import Martlet
import MartletTesting
import Testing

@testable import MartletDiscovery

/// A balancer that insists on an instance in its ramp.
@Suite struct ReluctantPickTests {
    private struct Last: Balancer {
        func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
            Picker(last: instances.count - 1)
        }

        struct Picker: BalancerPicker {
            let last: Int

            func pick(for call: BalancerCall) -> Int { last }
        }
    }

    private let instances = Instances(id: "test", cleanup: Cleanup())
    private let pool: InstancePool<Int, Int, Last>
    private let clock = ManualClock()

    init() {
        pool = InstancePool(
            "where",
            instances,
            Last(),
            nil,
            BalancingOptions { $0.slowStart = SlowStart(.seconds(10), minimumShare: 0) },
            nil,
            nil,
            BalancerRandom(seed: 1),
            clock,
            unclosed: { _ in Endpoint<Int, Int>("where") { $0 } }
        )
    }

    private func tell(_ hosts: String...) {
        instances.publish(Resolution(Snapshot(hosts.map { Instance(host: $0, port: 1) })))
    }

    private func picks(_ count: Int, avoiding avoided: Instance? = nil) throws -> [String] {
        var context = RequestContext.current
        if let avoided {
            var status = Status(.unavailable)
            status.instance = avoided.id
            context.avoidInstance(of: status)
        }
        return try RequestContext.$current.withValue(context) {
            try (0..<count).map { _ in
                try pool.pick(nil, at: MonotonicClock(clock).timestamp).0.record.id
            }
        }
    }

    @Test func theLastPickDoesNotSkipTheRamp() throws {
        tell("a")
        tell("a", "b")
        #expect(try picks(20) == Array(repeating: "a:1", count: 20))
        // Better one in its ramp than one that has failed.
        #expect(try picks(5, avoiding: Instance(host: "a", port: 1)) == Array(repeating: "b:1", count: 5))
        clock.advance(by: .seconds(5))
        let hosts = Set(try picks(100))
        #expect(hosts == ["a:1", "b:1"])
        clock.advance(by: .seconds(5))
        #expect(try picks(20) == Array(repeating: "b:1", count: 20))
    }

    /// The balancer's choice stands where the others are no warmer.
    @Test func nobodyWaitsWhenAllAreInTheirRamp() throws {
        tell("a")
        tell("b", "c")
        #expect(try picks(20) == Array(repeating: "c:1", count: 20))
        clock.advance(by: .seconds(5))
        #expect(try picks(20) == Array(repeating: "c:1", count: 20))
    }
}
