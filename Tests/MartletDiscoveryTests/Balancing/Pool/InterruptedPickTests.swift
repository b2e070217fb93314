import MartletTesting
import Testing

@testable import Martlet
@testable import MartletDiscovery

/// An instance leaves after it was picked and before the call has begun.
@Suite(.timeLimit(.minutes(1))) struct InterruptedPickTests {
    private struct First: Balancer {
        let interruption: Interruption

        func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
            Picker(interruption: interruption)
        }

        struct Picker: BalancerPicker {
            let interruption: Interruption

            func pick(for call: BalancerCall) -> Int {
                interruption.run()
                return 0
            }
        }
    }

    @Test func isClosedByTheLastCall() async throws {
        let (cleanup, journal, gate, interruption) = (Cleanup(), PoolJournal(), Gate(), Interruption())
        let instances = Instances(id: "test", cleanup: cleanup)
        let endpoint = Endpoint<Int, Int>("where", balancing: instances, by: First(interruption: interruption)) {
            instance in
            let endpoint = Endpoint<Int, Int>("where") { number in
                journal.add("call \(instance.host)")
                if number == 1 { await gate.wait() }
                return number
            }
            return PooledEndpoint(endpoint) { journal.add("close \(instance.host)") }
        }
        instances.publish(Resolution(Snapshot([Instance(host: "a", port: 1)])))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cleanup.run() }
            async let slow = endpoint(1)
            await journal.wait(for: 1)
            interruption.set { instances.publish(Resolution(Snapshot([Instance(host: "b", port: 2)]))) }
            _ = try await endpoint(2)
            #expect(journal.all == ["call a", "call b"])
            gate.open()
            _ = try await slow
            await journal.wait(for: 3)
            #expect(journal.all == ["call a", "call b", "close a"])
            group.cancelAll()
        }
    }
}
