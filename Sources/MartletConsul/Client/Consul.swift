public import MartletHTTP

/// A Consul agent, and how it is talked to.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let consul = Consul("https://consul.internal:8501", over: transport, token: token)
/// let discovery = Discovery(logger: logger)
/// let strings = discovery.instances(of: ConsulResolver(consul, service: "stringsvc"))
/// ```
///
/// It holds no connection and runs nothing: the transport does. TLS, with an authority and a certificate of one's own, is a
/// matter of the transport's configuration.
///
/// Resolvers may ask any agent or server. A registry talks to the agent of its own host: an agent owns what was registered
/// with it. Source: [HTTP API](https://developer.hashicorp.com/consul/api-docs).
public struct Consul: Sendable {
    /// Scheme, host and port, and a path if Consul is behind one; without a slash at the end.
    let url: String
    let transport: any HTTPTransport
    let token: String?
    let name: String

    static let localURL = "http://127.0.0.1:8500"

    /// Names an agent.
    ///
    /// - Parameters:
    ///   - url: Scheme, host and port, and a path if Consul is behind one. The agent of this host by default.
    ///   - transport: What sends the requests. Each watch holds one connection of it most of the time.
    ///   - token: The ACL token, sent as `X-Consul-Token`. Over anything but loopback, use a URL with `https`.
    ///   - name: Names this Consul in logs and metrics. Watches of the same service at the same URL are shared, whatever
    ///     their tokens: where two tokens see different instances, give them different names.
    public init(
        _ url: String = "http://127.0.0.1:8500",
        over transport: some HTTPTransport,
        token: String? = nil,
        name: String = "consul"
    ) {
        var base = url[...]
        while base.last == "/" { base.removeLast() }
        self.url = String(base)
        self.transport = transport
        self.token = token
        self.name = name
    }

    /// Names a service of this Consul: `consul:stringsvc`, and where, unless it is the agent of this host.
    func id(of service: String) -> String {
        url == Self.localURL ? "\(name):\(service)" : "\(name):\(service)@\(place)"
    }

    /// Host, port and path, without what may be secret: user and password, and a query.
    private var place: String {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(host + rest[authority.endIndex...])
    }
}

extension Consul: CustomStringConvertible {
    /// Name and place, without what is secret.
    public var description: String { "\(name) at \(place)" }
}

extension Consul: CustomReflectable {
    /// Only what ``description`` has, so that no dump of a value shows a token.
    public var customMirror: Mirror { Mirror(self, children: ["place": place]) }
}
