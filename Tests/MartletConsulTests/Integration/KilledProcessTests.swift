import Glibc
import Logging
import MartletConsul
import MartletDiscovery
import RealServers
import ServiceLifecycle
import Testing

/// A process that registers itself and is killed with -9.
@Suite(.requires(.consul), .timeLimit(.minutes(2))) struct KilledProcessTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Registers this process, and kills it.
    private static func registerAndDie(_ url: String) async throws {
        try await withTransport { transport in
            let registry = ConsulRegistry(Consul(url, over: transport), service: "web", check: .ttl(.seconds(2)))
            let registrar = Registrar(registry, logger: quiet)
            registrar.announce(Instance(host: "127.0.0.1", port: 8_080))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await registrar.run() }
                try await eventually("it is registered") { registrar.isRegistered }
                kill(getpid(), SIGKILL)
            }
        }
    }

    @Test func isGoneWithinItsTime() async throws {
        try await withServer(ConsulAgent.self) { agent in
            await #expect(processExitsWith: .signal(SIGKILL)) { [url = agent.url() as String] in
                try await Self.registerAndDie(url)
            }
            #expect(try await agent.instances(of: "web", passingOnly: true).count == 1)
            let duration = try await ContinuousClock().measure {
                try await eventually("nobody passes") {
                    try await agent.instances(of: "web", passingOnly: true).isEmpty
                }
            }
            #expect(duration < .seconds(4))
        }
    }
}
