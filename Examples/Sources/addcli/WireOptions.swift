import Adding
public import ArgumentParser
import Arguments
public import MartletGRPC
import MartletHTTP
import MartletNetRPC
import MartletThrift
import ServiceLifecycle

/// The wire to call over: one address says it.
struct WireOptions: ParsableArguments {
    @Option(help: "The service's address for HTTP.")
    var httpAddr: ServerAddress?

    @Option(help: "The service's address for gRPC.")
    var grpcAddr: GRPCTarget?

    @Option(help: "The service's address for Thrift.")
    var thriftAddr: ServerAddress?

    @OptionGroup
    var thrift: ThriftOptions

    @Option(help: "The service's address for JSON-RPC 2.0.")
    var jsonrpcAddr: ServerAddress?

    @Option(help: "The service's address for Go's net/rpc.")
    var netrpcAddr: ServerAddress?

    @Option(help: "What net/rpc speaks: gob or json.")
    var netrpcCodec = NetRPCCodec.gob

    @Flag(help: "Ask for net/rpc by HTTP's CONNECT first.")
    var netrpcHTTP = false

    enum NetRPCCodec: String, ExpressibleByArgument, CaseIterable {
        case gob, json
    }

    func validate() throws {
        let count = [httpAddr, thriftAddr, jsonrpcAddr, netrpcAddr].compactMap { $0 }.count + (grpcAddr == nil ? 0 : 1)
        guard count == 1 else {
            throw ValidationError(
                "give one address: --http-addr, --grpc-addr, --thrift-addr, --jsonrpc-addr or --netrpc-addr"
            )
        }
        if netrpcHTTP, netrpcCodec == .json { throw ValidationError("--netrpc-http goes with gob") }
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
        if let grpcAddr {
            let client = GRPCClient(grpcAddr)
            return (client, AddEndpoints(calling: GRPCCaller(client)))
        }
        if let thriftAddr {
            let client = try ThriftClient(
                to: thriftAddr,
                configuration: .init {
                    $0.protocol = thrift.thriftProtocol
                    $0.transport = thrift.thriftTransport
                    // A server of one connection at a time is served, too.
                    $0.connectionCount = 1
                }
            )
            return (client, AddEndpoints(calling: ThriftCaller(client)))
        }
        if let netrpcAddr {
            let client = try NetRPCClient(to: netrpcAddr, configuration: .init { $0.wire = netRPCWire })
            return (client, AddEndpoints(calling: client))
        }
        let transport = NIOHTTPTransport()
        let http = HTTPCaller(transport)
        if let jsonrpcAddr {
            return (transport, AddEndpoints(calling: JSONRPCCaller(http.at("http://\(jsonrpcAddr)"))))
        }
        return (transport, AddEndpoints(calling: http.at("http://\(httpAddr?.description ?? "")")))
    }

    private var netRPCWire: NetRPCWire {
        if netrpcHTTP { return .gobOverHTTP }
        return netrpcCodec == .json ? .json : .gob
    }
}

extension GRPCTarget: @retroactive ExpressibleByArgument {
    /// Reads an address: `127.0.0.1:8082`.
    public init?(argument: String) {
        self.init(argument)
    }
}
