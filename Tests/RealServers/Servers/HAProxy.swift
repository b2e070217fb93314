extension Requirement {
    /// HAProxy 2.6, Debian package `haproxy`.
    package static let haproxy = Requirement("HAProxy", package: "apt-get install haproxy") {
        [Installation.program("haproxy")]
    }
}

/// HAProxy 2.6: a proxy that finds the instances of a service by SRV records, as Consul's DNS has them.
package struct HAProxy: RealServer {
    package static var requirement: Requirement { .haproxy }

    /// The choices.
    package struct Options: Sendable {
        /// The port of the name server on 127.0.0.1.
        package var dnsPort: Int
        /// The name that has SRV records, such as `_web._tcp.service.consul`.
        package var name: String

        /// Makes choices.
        package init(dnsPort: Int = 8600, name: String = "_web._tcp.service.consul") {
            self.dnsPort = dnsPort
            self.name = name
        }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port on which it takes requests.
    package let port: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
        try process.folder.write(
            "haproxy.cfg",
            """
            defaults
                mode http
                timeout connect 2s
                timeout client 5s
                timeout server 5s
            resolvers names
                nameserver one 127.0.0.1:\(options.dnsPort)
                accepted_payload_size 8192
                timeout resolve 200ms
                timeout retry 200ms
                hold valid 200ms
                hold nx 200ms
                hold obsolete 200ms
            frontend web
                bind 127.0.0.1:\(port)
                monitor-uri /haproxy-is-ready
                stats uri /haproxy-statistics
                stats show-legends
                default_backend service
            backend service
                balance roundrobin
                server-template s 8 \(options.name) resolvers names resolve-prefer ipv4 init-addr none check inter 200ms

            """
        )
    }

    package func command() throws -> Command {
        Command(try Self.requirement.program, ["-f", process.folder.file("haproxy.cfg"), "-db"])
    }

    package func isReady() async throws -> Bool { try await get("/haproxy-is-ready").status == 200 }

    /// Sends a request through it.
    package func get(_ path: String) async throws -> HTTP.Reply { try await HTTP.get(path, port: port) }

    /// A place for an instance, that it has found one for.
    package struct Server: Sendable, Hashable {
        /// Host and port.
        package let address: String
        /// Its weight.
        package let weight: Int
    }

    /// The instances that it knows and that take connections, in the order of their addresses.
    package func servers() async throws -> [Server] {
        let reply = try await get("/haproxy-statistics;csv").expecting()
        let rows = reply.text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard let names = rows.first, let address = names.firstIndex(of: "addr"),
            let status = names.firstIndex(of: "status"),
            let weight = names.firstIndex(of: "weight"), let name = names.firstIndex(of: "svname")
        else { throw ServerError("no statistics: \(reply.text.prefix(300))") }
        return rows.filter { $0.count == names.count && $0[name].hasPrefix("s") && $0[status].hasPrefix("UP") }
            .map { Server(address: String($0[address]), weight: Int($0[weight]) ?? 0) }
            .sorted { $0.address < $1.address }
    }
}
