import Testing

/// A way to call the service, in the words of its programs.
struct Wire: CustomTestStringConvertible, Sendable {
    /// What the test is called.
    let testDescription: String

    /// What the listener calls itself in the log.
    let listener: String

    /// What addsvc must be told for it.
    private(set) var serverFlags: [String] = []

    /// What addcli is told with an address.
    private let addressFlag: String

    /// What addcli is told besides.
    private var clientFlags: [String] = []

    private init(_ name: String, _ listener: String, _ addressFlag: String) {
        testDescription = name
        self.listener = listener
        self.addressFlag = addressFlag
    }

    /// What makes addcli call a server at an address.
    func clientFlags(at address: String) -> [String] {
        [addressFlag, address] + clientFlags
    }

    static let http = Wire("HTTP", "HTTP server", "--http-addr")
    static let grpc = Wire("gRPC", "gRPC server", "--grpc-addr")
    static let jsonRPC = Wire("JSON-RPC", "JSON-RPC server", "--jsonrpc-addr")

    static func thrift(_ protocolName: String = "binary", _ transport: String = "buffered") -> Wire {
        var wire = Wire("Thrift \(protocolName) \(transport)", "Thrift server", "--thrift-addr")
        wire.serverFlags = ["--thrift-protocol", protocolName, "--thrift-transport", transport]
        wire.clientFlags = wire.serverFlags
        return wire
    }

    static func netRPC(_ flags: String...) -> Wire {
        let name = (["net/rpc"] + flags).joined(separator: " ")
        var wire = Wire(name, "net/rpc server", "--netrpc-addr")
        wire.clientFlags = flags
        return wire
    }

    /// One of each listener.
    static let listeners = [http, grpc, thrift(), jsonRPC, netRPC()]

    /// All that there is.
    static let all =
        [http, grpc, jsonRPC]
        + ["binary", "compact", "json"].flatMap { name in
            ["buffered", "framed", "header"].map { thrift(name, $0) }
        }
        // The header transport carries binary and compact only.
        .filter { !$0.serverFlags.contains("json") || !$0.serverFlags.contains("header") }
        + [netRPC(), netRPC("--netrpc-http"), netRPC("--netrpc-codec", "json")]
}
