#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Requirement {
    /// ZooKeeper 3.8, Debian packages `zookeeper` and `default-jre-headless`.
    package static let zooKeeper = Requirement(
        "ZooKeeper",
        package: "apt-get install zookeeper default-jre-headless"
    ) {
        [Installation.program("java"), Installation.file("/usr/share/java/zookeeper.jar")]
    }
}

/// ZooKeeper 3.8: one server, or three that elect a leader, which are one process group.
package struct ZooKeeper: RealServer {
    package static var requirement: Requirement { .zooKeeper }

    /// The choices.
    package struct Options: Sendable {
        /// How many servers: 1 or 3.
        package var members: Int
        /// Whether it has a port with TLS beside the plain one.
        package var tls: TLS?
        /// Whom the certificate belongs to, as openssl writes it: an `IP:` or a `DNS:`.
        package var name: String

        /// Makes choices.
        package init(members: Int = 1, tls: TLS? = nil, name: String = "IP:127.0.0.1") {
            self.members = members
            self.tls = tls
            self.name = name
        }
    }

    /// What is asked of clients that come over TLS.
    package enum TLS: String, Sendable {
        /// No certificate.
        case anonymous = "none"
        /// A certificate that it trusts: here its own one.
        case mutual = "need"
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The ports of the servers for clients.
    package let ports: [Int]

    /// The port of the first server with TLS.
    package let tlsPort: Int

    private let options: Options

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        tlsPort = try FreePorts.tcp()
        let ports = try (0..<options.members).map { _ in try FreePorts.tcp() }
        self.ports = ports
        let peers = try ports.indices.map { index in
            "server.\(index + 1)=127.0.0.1:\(try FreePorts.tcp()):\(try FreePorts.tcp())"
        }
        for (index, port) in ports.enumerated() {
            try process.folder.write(
                "\(index + 1).cfg",
                """
                tickTime=500
                initLimit=10
                syncLimit=5
                dataDir=\(process.folder.file("data\(index + 1)"))
                clientPort=\(port)
                clientPortAddress=127.0.0.1
                admin.enableServer=false
                4lw.commands.whitelist=*
                minSessionTimeout=500
                maxSessionTimeout=40000
                maxClientCnxns=0
                \(options.members > 1 ? peers.joined(separator: "\n") : "")
                \(index == 0 ? Self.settings(of: options.tls, port: tlsPort, in: process.folder) : "")
                """
            )
        }
    }

    private static func settings(of tls: TLS?, port: Int, in folder: TemporaryFolder) -> String {
        guard let tls else { return "" }
        return """
            serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
            secureClientPort=\(port)
            secureClientPortAddress=127.0.0.1
            ssl.keyStore.location=\(folder.file("both.pem"))
            ssl.keyStore.type=PEM
            ssl.trustStore.location=\(folder.file("server.pem"))
            ssl.trustStore.type=PEM
            ssl.clientAuth=\(tls.rawValue)
            ssl.hostnameVerification=false
            """
    }

    /// The certificate that clients are to trust, with TLS.
    package var certificatePath: String { process.folder.file("server.pem") }

    /// Puts the certificate away, so that the next start makes another one.
    package func putCertificateAway() throws { try moveCertificate(from: "", to: "old-") }

    /// Puts the certificate back in the place of the other one.
    package func putCertificateBack() throws { try moveCertificate(from: "old-", to: "") }

    private func moveCertificate(from old: String, to new: String) throws {
        for name in ["server.pem", "server.key", "both.pem"] {
            let (source, target) = (process.folder.file(old + name), process.folder.file(new + name))
            guard rename(source, target) == 0 else { throw SystemError("rename \(source)") }
        }
    }

    /// The key of the certificate.
    package var keyPath: String { process.folder.file("server.key") }

    /// The addresses of the servers.
    package var addresses: [String] { ports.map { "127.0.0.1:\($0)" } }

    package func command() throws -> Command {
        // Java reads keys in PKCS #8, which is what openssl writes; all in one file for the server.
        let certificate = """
            cd "$folder"
            [ -f both.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=martlet \
                -addext subjectAltName=\(options.name) -out server.pem -keyout server.key || exit 1
            cat server.pem server.key > both.pem

            """
        // The class path that Debian wrote into the archive lacks two parts of Netty, which TLS needs.
        let script = """
            for number in "$@"; do
                mkdir -p "$folder/data$number"
                echo "$number" > "$folder/data$number/myid"
                "$java" -Xms32m -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dzookeeper.forceSync=no \
                    -cp /usr/share/java/zookeeper.jar:/usr/share/java/netty-codec.jar:/usr/share/java/netty-resolver.jar \
                    org.apache.zookeeper.server.quorum.QuorumPeerMain "$folder/$number.cfg" &
                echo $! > "$folder/$number.pid"
            done
            wait
            """
        return Command(
            "/bin/sh",
            ["-c", options.tls == nil ? script : certificate + script, "sh"] + ports.indices.map { String($0 + 1) },
            environment: ["folder": process.folder.file(""), "java": try Self.requirement.program]
        )
    }

    package func isReady() async throws -> Bool {
        for port in ports {
            guard try await ask("srvr", port: port).contains("Mode: ") else { return false }
        }
        return true
    }

    /// Stops all servers for a while: connections stay open, nobody answers.
    package func suspendAll() { signalMembers(SIGSTOP) }

    /// Lets them go on.
    package func resumeAll() { signalMembers(SIGCONT) }

    /// Kills the server that leads the others, and names its port.
    package func killLeader() async throws -> Int {
        for (index, port) in ports.enumerated() where try await ask("srvr", port: port).contains("Mode: leader") {
            try signal(index, SIGKILL)
            return port
        }
        throw ServerError("no ZooKeeper server leads")
    }

    /// How many packets of clients a server has received.
    package func received(port: Int) async throws -> Int {
        let lines = try await ask("srvr", port: port).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Received: ") }), let count = Int(line.dropFirst(10)) else {
            throw ServerError("ZooKeeper does not say what it has received")
        }
        return count
    }

    /// Asks with one of the four-letter words.
    package func ask(_ word: String, port: Int) async throws -> String {
        let script = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
            s.settimeout(2)
            s.sendall(sys.argv[2].encode())
            while True:
                b = s.recv(65536)
                if not b: break
                sys.stdout.write(b.decode())
            """
        return try await Tool.run(
            Command(Installation.systemPython, ["-c", script, String(port), word])
        ).output
    }

    private func signalMembers(_ number: Int32) {
        for index in ports.indices { try? signal(index, number) }
    }

    private func signal(_ index: Int, _ number: Int32) throws {
        let text = process.folder.read("\(index + 1).pid")
        guard let id = Int32(text.prefix { $0.isNumber }), id > 1 else { throw ServerError("no process \(text)") }
        sendSignal(number, to: id)
    }
}

/// Outside of the server, whose own `kill()` hides the system's.
private func sendSignal(_ number: Int32, to id: Int32) {
    kill(id, number)
}
