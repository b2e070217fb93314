import ArgumentParser
import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletJSON
import Profiles
import ProfilesClient
import Registries
import ServiceLifecycle

/// How each command reaches the service.
struct Connection: ParsableArguments {
    @OptionGroup(title: "Discovery")
    var discovery: DiscoveryOptions

    @Option(help: "The milliseconds that a call has, once the service is found.")
    var timeout = 5_000

    func validate() throws {
        guard (1...3_600_000).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600000") }
    }

    /// Calls the service, and shows what comes back.
    func show(_ call: (ProfileClient) async throws -> some Encodable & Sendable) async throws {
        let bytes = try await withProfiles { try await JSONCodec(output: .prettyPrinted).encode(call($0)) }
        print(String(decoding: bytes, as: UTF8.self))
    }

    /// Runs what finds and calls the service while the body calls it.
    func withProfiles<Result: Sendable>(_ body: (ProfileClient) async throws -> Result) async throws -> Result {
        var logger = Logger(label: "profilecli") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let transport = NIOHTTPTransport()
        let finder = try discovery.finder(logger: logger)
        let instances = finder.instances(of: "profilesvc")
        let http = HTTPCaller(transport)
        let resilience = ClientResilience.client {
            $0.timeout = .milliseconds(timeout)
            $0.breaker = nil
        }
        let profiles = ProfileClient(balancing: instances, options: resilience) { http.at("http://\($0.address)") }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for service in [transport] + finder.services { group.addTask { try await service.run() } }
            defer { group.cancelAll() }
            // Found, or known not to be: the call says why then.
            for await found in instances where found.snapshot != nil || found.failure != nil { break }
            return try await body(profiles)
        }
    }
}
