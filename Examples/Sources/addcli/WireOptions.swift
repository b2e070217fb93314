import Adding
import ArgumentParser
import Arguments
import MartletHTTP
import ServiceLifecycle

/// The wire to call over: one address says it.
struct WireOptions: ParsableArguments {
    @Option(help: "The service's address for HTTP.")
    var httpAddr: ServerAddress?

    @Option(help: "The service's address for JSON-RPC 2.0.")
    var jsonrpcAddr: ServerAddress?

    func validate() throws {
        guard [httpAddr, jsonrpcAddr].compactMap({ $0 }).count == 1 else {
            throw ValidationError("give one address: --http-addr or --jsonrpc-addr")
        }
    }

    /// Calls the service while its client runs.
    func withService<Result: Sendable>(_ body: (any AddService) async throws -> Result) async throws -> Result {
        let (client, service) = try build()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            return try await body(service)
        }
    }

    private func build() throws -> (any Service, AddEndpoints) {
        let transport = AsyncHTTPClientTransport()
        let http = HTTPCaller(transport)
        if let httpAddr { return (transport, AddEndpoints(calling: http.at("http://\(httpAddr)"))) }
        if let jsonrpcAddr {
            return (transport, AddEndpoints(calling: JSONRPCCaller(http.at("http://\(jsonrpcAddr)"))))
        }
        throw ValidationError("give an address")
    }
}
