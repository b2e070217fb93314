import Logging
import Martlet
import MartletDNS
import MartletDiscovery
import RealServers

/// Runs a discovery of one resolver beside the body.
func discovering(
    _ resolver: DNSResolver,
    maximumAge: Duration? = nil,
    _ body: (Instances) async throws -> Void
) async throws {
    let discovery = Discovery(
        configuration: .init {
            $0.maximumAge = maximumAge
            $0.minimumBackoff = .milliseconds(20)
            $0.maximumBackoff = .milliseconds(100)
            $0.coalescing = .zero
        },
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    )
    let instances = discovery.instances(of: resolver)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await discovery.run() }
        try await body(instances)
        group.cancelAll()
    }
}

extension Instances {
    /// The addresses that are known now; `nil` before the first snapshot.
    var addresses: [String]? { current.snapshot?.instances.map(\.address) }

    /// Waits until exactly these are known.
    func wait(for addresses: [String]) async throws {
        try await eventually("the instances are \(addresses)") { self.addresses == addresses }
    }
}

extension DNSResolver.Configuration {
    /// Asks as often as the records say, down to a tenth of a second.
    static let quick = DNSResolver.Configuration {
        $0.minimumInterval = .milliseconds(100)
        $0.maximumInterval = .milliseconds(200)
    }
}

extension DNSClient {
    /// A client of servers on 127.0.0.1 that does not wait long.
    static func local(_ ports: Int...) throws -> DNSClient {
        DNSClient(
            .these(try ports.map { try DNSServer("127.0.0.1:\($0)") }),
            configuration: .init {
                $0.attemptTimeout = .milliseconds(500)
                $0.attemptsPerServer = 2
            }
        )
    }
}
