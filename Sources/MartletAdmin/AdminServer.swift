public import Logging
public import MartletHTTP
public import ServiceLifecycle

/// A port of its own for whoever runs the service: health, metrics, log levels, the onion of every endpoint.
///
/// ```swift
/// let admin = AdminServer(on: .hostname("127.0.0.1", port: 9090), logger: logger) {
///     $0.readiness = readiness
///     $0.readinessChecks = [HealthCheck("database") { try await store.ping() }]
///     $0.metrics = prometheus
///     $0.logLevels = levels
///     $0.endpoints = [endpoints.uppercase.outline, endpoints.count.outline]
///     $0.version = AdminVersion(name: "stringsvc", version: "1.4.0")
/// }
/// ```
///
/// | path | what it answers |
/// |---|---|
/// | `/livez` | 200 as long as the process answers and its liveness checks pass, otherwise 503 |
/// | `/readyz` | 200 when the service wants requests and its readiness checks pass, otherwise 503 |
/// | `/metrics` | the page that Prometheus scrapes |
/// | `/debug/vars` | variables as JSON, as Go's `expvar` shows them |
/// | `/debug/log` | the log levels; `PUT` changes one |
/// | `/debug/endpoints` | every endpoint with its layers, as JSON, or as a page for browsers |
/// | `/version` | name, version, and how long it has been running |
///
/// What is not given is not served. The port listens on the loopback interface unless you say otherwise, and then a bearer
/// token is needed: ``run()`` refuses to listen to a network without one. `/livez` and `/readyz` answer everybody, because
/// orchestrators have no token; whoever may not see the pages is told the status and not the checks.
public struct AdminServer: Service {
    private let address: ServerAddress
    private let configuration: Configuration
    private let logger: Logger

    /// Makes an admin port.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - logger: Where errors go.
    ///   - configure: Says what to serve.
    public init(
        on address: ServerAddress = .hostname("127.0.0.1", port: 9090),
        logger: Logger,
        _ configure: (inout Configuration) -> Void = { _ in }
    ) {
        var configuration = Configuration()
        configure(&configuration)
        self.address = address
        self.configuration = configuration
        self.logger = logger
    }

    /// The pages, to be mounted in a server of your own. Access is checked here, too: without a token they are for this machine.
    /// Behind a proxy on the same machine every request comes from it, so give a token there.
    public var routes: HTTPRoutes { AdminRoutes(configuration).routes }

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``AdminServerError`` when the address can be reached from other machines and there is no token; otherwise
    ///   what `HTTPServer` throws.
    public func run() async throws {
        guard configuration.bearerToken?.isEmpty == false || address.isLocal else {
            throw AdminServerError(address: "\(address)")
        }
        try await HTTPServer(
            routes,
            on: address,
            configuration: .init {
                $0.name = "admin port"
                $0.threads = .count(1)
                $0.onListening = configuration.onListening
            },
            logger: logger
        )
        .run()
    }
}

/// The admin port would have been open to others without a token.
public struct AdminServerError: Error, CustomStringConvertible {
    let address: String

    /// What to do about it.
    public var description: String {
        "the admin port on \(address) can be reached from other machines: give it a bearer token, or a loopback address"
    }
}

extension AdminServer: CustomStringConvertible {
    /// `admin port on 127.0.0.1:9090`, as a service group names it in its log.
    public var description: String { "admin port on \(address)" }
}

extension ServerAddress {
    /// Whether only this machine can reach it.
    var isLocal: Bool {
        let text = "\(self)"
        guard let port else { return true }
        let host = text.dropLast("\(port)".count + 1)
        return host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && AdminAccess.isLocal(String(host)))
    }
}
