extension Requirement {
    /// Consul 1.8.7, which Debian 12 does not have: `scripts/consul.sh` fetches it.
    package static let consul = Requirement("Consul", package: "scripts/consul.sh") {
        [Installation.file(Installation.environment + "/consul/usr/bin/consul")]
    }
}

/// Consul 1.8.7: one agent, which is its own server.
///
/// Named so that it is not taken for the client of the same name.
package struct ConsulAgent: RealServer {
    package static var requirement: Requirement { .consul }

    /// The choices.
    package struct Options: Sendable {
        /// Whether it keeps its data over a restart; it takes two seconds to start then.
        package var isPersistent: Bool
        /// Whether nothing is allowed without a token; `managementToken` may do everything.
        package var hasACL: Bool
        /// Whether it serves HTTPS too, with a certificate that signs itself.
        package var hasTLS: Bool

        /// Makes choices.
        package init(isPersistent: Bool = false, hasACL: Bool = false, hasTLS: Bool = false) {
            self.isPersistent = isPersistent
            self.hasACL = hasACL
            self.hasTLS = hasTLS
        }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port of the HTTP API.
    package let port: Int
    /// The port of the HTTPS API, if there is one.
    package let tlsPort: Int
    /// The port of its DNS, for UDP and TCP.
    package let dnsPort: Int
    /// The token that may do everything, where there are tokens.
    package let managementToken = "6f1d2c34-0000-4000-8000-0123456789ab"

    private let options: Options
    private let serverPort: Int
    private let gossipPort: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        port = try FreePorts.tcp()
        tlsPort = try FreePorts.tcp()
        dnsPort = try FreePorts.tcpAndUDP()
        serverPort = try FreePorts.tcp()
        gossipPort = try FreePorts.tcpAndUDP()
        var parts = [
            #""disable_update_check": true, "disable_remote_exec": true, "performance": {"raft_multiplier": 1}"#,
            #""limits": {"http_max_conns_per_client": 5000}"#,
        ]
        if options.hasACL {
            parts.append(
                """
                "acl": {"enabled": true, "default_policy": "deny", "down_policy": "deny",
                        "tokens": {"master": "\(managementToken)", "agent": "\(managementToken)"}}
                """
            )
        }
        if options.hasTLS {
            parts.append(
                """
                "ports": {"https": \(tlsPort)}, "verify_incoming_https": false, "key_file": "\(keyPath)",
                "ca_file": "\(certificatePath)", "cert_file": "\(certificatePath)"
                """
            )
        }
        try process.folder.write("consul.json", "{" + parts.joined(separator: ",\n") + "}")
    }

    /// The certificate, which is its own authority.
    package var certificatePath: String { process.folder.file("certificate.pem") }

    private var keyPath: String { process.folder.file("key.pem") }

    package func command() throws -> Command {
        // With a folder even an agent for development remembers its services.
        let mode =
            options.isPersistent
            ? ["-server", "-bootstrap-expect", "1", "-data-dir", process.folder.file("data")]
            : ["-dev"]
        let arguments =
            ["agent"] + mode + [
                "-node", "t1", "-bind", "127.0.0.1", "-client", "127.0.0.1", "-log-level", "warn",
                "-http-port", "\(port)", "-dns-port", "\(dnsPort)", "-server-port", "\(serverPort)", "-grpc-port", "-1",
                "-serf-lan-port", "\(gossipPort)", "-serf-wan-port", "-1",
                "-config-file", process.folder.file("consul.json"),
            ]
        guard options.hasTLS else { return Command(try Self.requirement.program, arguments) }
        let script = """
            [ -e "$2" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -subj /CN=martlet -addext "subjectAltName=DNS:server.dc1.consul,IP:127.0.0.1" -keyout "$1" -out "$2" || exit
            shift 2
            exec "$@"
            """
        let program = try Self.requirement.program
        return Command("/bin/sh", ["-c", script, "sh", keyPath, certificatePath, program] + arguments)
    }

    package func isReady() async throws -> Bool {
        guard try await get("/v1/status/leader").text.contains(":") else { return false }
        // Tokens are known a moment later than the leader.
        if options.hasACL {
            guard try await get("/v1/acl/tokens").status == 200 else { return false }
        }
        return try await get("/v1/catalog/nodes").expecting().json().array.isEmpty == false
    }

    /// The address of its HTTP API.
    package func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The address of its HTTPS API.
    package func tlsURL(_ path: String = "") -> String { "https://127.0.0.1:\(tlsPort)\(path)" }

    /// Asks it, with the token that may do everything.
    package func get(_ path: String) async throws -> HTTP.Reply {
        try await HTTP.get(path, port: port, fields: fields)
    }

    /// Tells it something, with the token that may do everything.
    @discardableResult
    package func put(_ path: String, _ body: String = "") async throws -> HTTP.Reply {
        try await HTTP.send("PUT", path, port: port, fields: fields, body: Array(body.utf8)).expecting()
    }

    private var fields: [(String, String)] { options.hasACL ? [("X-Consul-Token", managementToken)] : [] }

    /// The instances of a service with their nodes and checks, as `/v1/health/service` has them.
    ///
    /// - Parameter passingOnly: Whether only those that pass.
    package func instances(of service: String, passingOnly: Bool = false) async throws -> [JSONValue] {
        try await get("/v1/health/service/\(HTTP.encode(service))" + (passingOnly ? "?passing=true" : ""))
            .expecting().json().array
    }

    /// Puts instances straight into the catalog: `10.x.y.z`, port 8080, each on one of ten nodes, without a check.
    package func fill(_ service: String, count: Int) async throws {
        for node in 0..<10 {
            try await put("/v1/catalog/register", #"{"Node": "n\#(node)", "Address": "10.0.0.\#(node)"}"#)
        }
        // A transaction has up to 64 operations.
        for start in stride(from: 0, to: count, by: 64) {
            let operations = (start..<min(start + 64, count)).map { number in
                """
                {"Service": {"Verb": "set", "Node": "n\(number % 10)", "Service": {
                    "ID": "i\(number)", "Service": "\(service)", "Port": 8080,
                    "Address": "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"}}}
                """
            }
            try await put("/v1/txn", "[" + operations.joined(separator: ",") + "]")
        }
    }

    /// A token that may read and write one service.
    package func token(for service: String) async throws -> String {
        let rules = #"service \"\#(service)\" { policy = \"write\" } node_prefix \"\" { policy = \"read\" }"#
        let policy = try await put("/v1/acl/policy", #"{"Name": "p-\#(service)", "Rules": "\#(rules)"}"#).json()
        let id = policy["ID"].string ?? ""
        let token = try await put("/v1/acl/token", #"{"Policies": [{"ID": "\#(id)"}]}"#).json()
        guard let secret = token["SecretID"].string else { throw ServerError("no token: \(token)") }
        return secret
    }
}
