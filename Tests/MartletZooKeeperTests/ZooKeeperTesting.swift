import Logging
import Martlet
import MartletDiscovery
import MartletZooKeeper
import ServiceLifecycle

/// Runs clients while the body runs.
func running<Result: Sendable>(
    _ services: [any Service],
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        for service in services {
            group.addTask {
                do { try await service.run() } catch is CancellationError {}
                return nil
            }
        }
        group.addTask { try await body() }
        defer { group.cancelAll() }
        for try await result in group {
            if let result { return result }
        }
        throw Status(.internal, "all has ended")
    }
}

func makeClient(
    _ servers: [String],
    credentials: ZooKeeperCredentials? = nil,
    sessionTimeout: Duration = .seconds(4),
    requestTimeout: Duration = .seconds(10)
) throws -> ZooKeeperClient {
    try ZooKeeperClient(
        servers: servers,
        configuration: ZooKeeperClient.Configuration {
            $0.credentials = credentials
            $0.sessionTimeout = sessionTimeout
            $0.requestTimeout = requestTimeout
            $0.connectTimeout = .milliseconds(1000)
        },
        logger: quiet
    )
}

let quiet: Logger = {
    Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}()

/// Keeps an instance until it is cancelled, again when it is lost.
struct Keeper: Service {
    let registry: ZooKeeperRegistry
    let instance: Instance

    func run() async throws {
        let registrar = Registrar(
            registry,
            configuration: .init { $0.drainDelay = .zero },
            logger: quiet
        )
        registrar.announce(instance)
        try await registrar.run()
    }
}
