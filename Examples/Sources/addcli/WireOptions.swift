import Adding
import ArgumentParser
import Arguments
import MartletHTTP
import ServiceLifecycle

/// The wire to call over: one address says it.
struct WireOptions: ParsableArguments {
    @Option(help: "The service's address for HTTP.")
    var httpAddr: ServerAddress?

    func validate() throws {
        guard [httpAddr].compactMap({ $0 }).count == 1 else {
            throw ValidationError("give one address: --http-addr")
        }
    }

    /// Calls the service while its client runs.
    func withService<Result: Sendable>(_ body: (any AddService) async throws -> Result) async throws -> Result {
        let (client, service) = build()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            return try await body(service)
        }
    }

    private func build() -> (any Service, any AddService) {
        let transport = AsyncHTTPClientTransport()
        let address = httpAddr?.description ?? ""
        return (transport, AddEndpoints(calling: HTTPCaller(transport).at("http://\(address)")))
    }
}
