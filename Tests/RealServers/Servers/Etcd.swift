extension Requirement {
    /// etcd 3.4, Debian package `etcd-server`.
    package static let etcd = Requirement("etcd", package: "apt-get install etcd-server") {
        [Installation.program("etcd")]
    }
}

/// etcd 3.4, one member: alone, or of a cluster that `withEtcdCluster` makes. Its JSON gateway is on `port`.
package struct EtcdServer: RealServer {
    package static var requirement: Requirement { .etcd }

    /// The choices.
    package struct Options: Sendable {
        /// Whether it wants users: `root` with the password `rootpw`, and `shop` with `shoppw`, who may do everything
        /// below `/services/`.
        package var hasUsers: Bool
        /// Whether it speaks TLS, with a certificate for 127.0.0.1 that signs itself and is made by openssl.
        package var hasTLS: Bool

        var cluster: Cluster?

        /// Makes choices.
        package init(hasUsers: Bool = false, hasTLS: Bool = false) {
            self.hasUsers = hasUsers
            self.hasTLS = hasTLS
        }
    }

    /// The place of a member among others.
    struct Cluster: Sendable {
        var index: Int
        var peerPorts: [Int]
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port for clients.
    package let port: Int

    /// The port of `/health` and `/metrics`, always without TLS.
    package let metricsPort: Int

    private let cluster: Cluster
    private let options: Options

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        port = try FreePorts.tcp()
        metricsPort = try FreePorts.tcp()
        cluster = try options.cluster ?? Cluster(index: 0, peerPorts: [FreePorts.tcp()])
    }

    /// The certificate that clients are to trust, with TLS.
    package var certificatePath: String { process.folder.file("server.pem") }

    package func command() throws -> Command {
        let folder = process.folder
        let scheme = options.hasTLS ? "https" : "http"
        let peer = "http://127.0.0.1:\(cluster.peerPorts[cluster.index])"
        let members = cluster.peerPorts.enumerated().map { "m\($0)=http://127.0.0.1:\($1)" }
        var arguments = [
            "--name", "m\(cluster.index)", "--data-dir", folder.file("data"), "--logger", "zap",
            "--log-level", "warn", "--unsafe-no-fsync",
            "--listen-client-urls", "\(scheme)://127.0.0.1:\(port)",
            "--advertise-client-urls", "\(scheme)://127.0.0.1:\(port)",
            "--listen-metrics-urls", "http://127.0.0.1:\(metricsPort)",
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", members.joined(separator: ","),
        ]
        if options.hasTLS {
            // Without a file of trusted roots: that would make 3.4 demand certificates of clients.
            arguments += ["--cert-file", certificatePath, "--key-file", folder.file("server.key")]
            let script = """
                [ -f server.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                    -subj /CN=martlet -addext subjectAltName=IP:127.0.0.1 -out server.pem -keyout server.key || exit 1
                exec "$0" "$@"
                """
            return Command(
                "/bin/sh",
                ["-c", "cd '\(folder.path)' && \(script)", try Self.requirement.program] + arguments
            )
        }
        return Command(try Self.requirement.program, arguments)
    }

    package func isReady() async throws -> Bool {
        let reply = try await HTTP.get("/health", port: metricsPort, within: .seconds(2))
        return reply.status == 200 && reply.text.contains("true")
    }

    package func prepare() async throws {
        guard options.hasUsers else { return }
        let root = #"{"name":"root","password":"rootpw"}"#
        guard try await post("/v3/auth/authenticate", root).status != 200 else { return }
        try await change("/v3/auth/role/add", #"{"name":"root"}"#)
        try await change("/v3/auth/user/add", root)
        try await change("/v3/auth/user/grant", #"{"user":"root","role":"root"}"#)
        try await change("/v3/auth/role/add", #"{"name":"shop"}"#)
        try await change("/v3/auth/user/add", #"{"name":"shop","password":"shoppw"}"#)
        try await change("/v3/auth/user/grant", #"{"user":"shop","role":"shop"}"#)
        let range = #""key":"\#(base64("/services/"))","range_end":"\#(base64("/services0"))""#
        try await change("/v3/auth/role/grant", #"{"name":"shop","perm":{"permType":"READWRITE",\#(range)}}"#)
        try await change("/v3/auth/enable", "{}")
    }

    /// The URL for clients.
    package var url: String { "\(options.hasTLS ? "https" : "http")://127.0.0.1:\(port)" }

    /// Puts a value without a lease. Not with TLS or users.
    package func put(_ key: String, _ value: String) async throws {
        try await change("/v3/kv/put", #"{"key":"\#(base64(key))","value":"\#(base64(value))"}"#)
    }

    /// Puts many values, a hundred at once.
    package func put(_ pairs: [(key: String, value: String)]) async throws {
        for start in stride(from: 0, to: pairs.count, by: 100) {
            let puts = pairs[start..<min(start + 100, pairs.count)].map { pair in
                #"{"request_put":{"key":"\#(base64(pair.key))","value":"\#(base64(pair.value))"}}"#
            }
            try await change("/v3/kv/txn", #"{"success":[\#(puts.joined(separator: ","))]}"#)
        }
    }

    /// Deletes a key.
    package func delete(_ key: String) async throws {
        try await change("/v3/kv/deleterange", #"{"key":"\#(base64(key))"}"#)
    }

    /// The number of keys that begin so.
    ///
    /// - Parameter prefix: It ends in a slash.
    package func count(_ prefix: String) async throws -> Int {
        let end = prefix.dropLast() + "0"
        let range = #"{"key":"\#(base64(prefix))","range_end":"\#(base64(String(end)))","count_only":true}"#
        let reply = try await post("/v3/kv/range", range).expecting().json()
        return Int(reply["count"].string ?? "0") ?? 0
    }

    /// The revision of the store.
    package func revision() async throws -> Int {
        let reply = try await post("/v3/kv/range", #"{"key":"\#(base64("-"))"}"#).expecting().json()
        return Int(reply["header"]["revision"].string ?? "") ?? 0
    }

    /// Forgets all that was before the present revision.
    package func compact() async throws {
        try await change("/v3/kv/compaction", #"{"revision":"\#(try await revision())","physical":true}"#)
    }

    /// Ends all leases.
    package func revokeLeases() async throws {
        let reply = try await post("/v3/lease/leases", "{}").expecting().json()
        for lease in reply["leases"].array {
            try await change("/v3/lease/revoke", #"{"ID":"\#(lease["ID"].string ?? "")"}"#)
        }
    }

    /// Whether it leads its cluster.
    package func isLeader() async throws -> Bool {
        let status = try await post("/v3/maintenance/status", "{}").expecting().json()
        return status["leader"].string == status["header"]["member_id"].string
    }

    /// How many calls of each method it has got since it was started: `Range`, `Watch`, …
    package func callCounts() async throws -> [String: Int] {
        let page = try await HTTP.get("/metrics", port: metricsPort).expecting().text
        var counts: [String: Int] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("grpc_server_started_total{") {
            guard let method = line.firstMatch(of: /grpc_method="(\w+)"/), let count = line.split(separator: " ").last
            else { continue }
            // Another service has a method of the same name.
            counts[String(method.1), default: 0] += Int(Double(count) ?? 0)
        }
        return counts.filter { $0.value > 0 }
    }

    /// Removes its data, when it has been killed.
    package func eraseData() async throws {
        _ = try await Tool.run(Command("/bin/rm", ["-rf", process.folder.file("data")]))
    }

    private func post(_ path: String, _ body: String) async throws -> HTTP.Reply {
        try await HTTP.post(path, port: port, body: body.utf8)
    }

    private func change(_ path: String, _ body: String) async throws {
        _ = try await post(path, body).expecting()
    }
}

/// Starts a cluster of etcd and always stops it. See `withServer`.
///
/// - Parameters:
///   - count: How many members.
///   - body: What to do with them.
package func withEtcdCluster<Result>(
    of count: Int = 3,
    _ body: (_ members: [EtcdServer]) async throws -> Result
) async throws -> Result {
    let peerPorts = try (0..<count).map { _ in try FreePorts.tcp() }
    let members = try (0..<count).map { index in
        var options = EtcdServer.Options()
        options.cluster = EtcdServer.Cluster(index: index, peerPorts: peerPorts)
        return try EtcdServer(options, process: ServerProcess(name: "etcd"))
    }
    func end() async {
        for member in members { await member.kill() }
    }
    do {
        // All at once: none is ready without the others.
        for member in members { try member.process.launch(member.command()) }
        for member in members { try await member.waitUntilReady() }
        let result = try await body(members)
        await end()
        return result
    } catch {
        await end()
        throw error
    }
}
