/// How Consul learns that an instance lives. Source: <https://developer.hashicorp.com/consul/docs/services/usage/checks>.
///
/// ```swift
/// ConsulRegistry(consul, service: "stringsvc", check: .ttl(.seconds(10)))
/// ConsulRegistry(consul, service: "stringsvc", check: .http(path: "/ready", interval: .seconds(5)))
/// ```
///
/// With a time to live the process says so itself, so it needs no port for it, and the agent no way to it. With the others
/// the agent of the host asks, at the address of the instance: it also notices a process that hangs.
///
/// An instance counts as passing when it is registered, since it is registered when it serves.
///
/// `deregisterAfter` is how long an instance may be critical before Consul forgets it, at least a minute, and `nil` for
/// ever. Consul looks every 30 seconds. Should the process live all the same, it registers again.
public struct ConsulCheck: Hashable, Sendable {
    enum Kind: Hashable {
        case timeToLive(Duration)
        case http(path: String, overTLS: Bool)
        case grpc(service: String, overTLS: Bool)
        case tcp
    }

    let kind: Kind
    let interval: Duration?
    let timeout: Duration?
    let deregisterAfter: Duration?

    /// The process reports three times in this time. Without a report the instance is critical after it.
    ///
    /// - Parameters:
    ///   - timeToLive: The time, at least a second.
    ///   - deregisterAfter: How long the instance may be critical before Consul forgets it.
    public static func ttl(_ timeToLive: Duration, deregisterAfter: Duration? = .seconds(600)) -> ConsulCheck {
        ConsulCheck(
            kind: .timeToLive(max(timeToLive, .seconds(1))),
            interval: nil,
            timeout: nil,
            deregisterAfter: deregisterAfter
        )
    }

    /// The agent sends `GET`. 2xx is passing, 429 is warning, all else is critical.
    ///
    /// - Parameters:
    ///   - path: Path and query.
    ///   - interval: How often, at least a second.
    ///   - timeout: How long an answer may take.
    ///   - overTLS: Whether to use `https`; the agent must trust the certificate.
    ///   - deregisterAfter: How long the instance may be critical before Consul forgets it.
    public static func http(
        path: String,
        interval: Duration = .seconds(10),
        timeout: Duration = .seconds(5),
        overTLS: Bool = false,
        deregisterAfter: Duration? = .seconds(600)
    ) -> ConsulCheck {
        ConsulCheck(
            kind: .http(path: path.hasPrefix("/") ? path : "/" + path, overTLS: overTLS),
            interval: interval,
            timeout: timeout,
            deregisterAfter: deregisterAfter
        )
    }

    /// The agent calls the
    /// [standard health service](https://github.com/grpc/grpc/blob/master/doc/health-checking.md) of gRPC.
    ///
    /// - Parameters:
    ///   - service: The service to ask for; the whole server by default.
    ///   - interval: How often, at least a second.
    ///   - timeout: How long an answer may take.
    ///   - overTLS: Whether to use TLS; the agent must trust the certificate.
    ///   - deregisterAfter: How long the instance may be critical before Consul forgets it.
    public static func grpc(
        service: String = "",
        interval: Duration = .seconds(10),
        timeout: Duration = .seconds(5),
        overTLS: Bool = false,
        deregisterAfter: Duration? = .seconds(600)
    ) -> ConsulCheck {
        ConsulCheck(
            kind: .grpc(service: service, overTLS: overTLS),
            interval: interval,
            timeout: timeout,
            deregisterAfter: deregisterAfter
        )
    }

    /// The agent connects and closes the connection.
    ///
    /// - Parameters:
    ///   - interval: How often, at least a second.
    ///   - timeout: How long to connect may take.
    ///   - deregisterAfter: How long the instance may be critical before Consul forgets it.
    public static func tcp(
        interval: Duration = .seconds(10),
        timeout: Duration = .seconds(5),
        deregisterAfter: Duration? = .seconds(600)
    ) -> ConsulCheck {
        ConsulCheck(kind: .tcp, interval: interval, timeout: timeout, deregisterAfter: deregisterAfter)
    }

    /// The time to live; `nil` where the agent asks.
    var timeToLive: Duration? {
        guard case .timeToLive(let duration) = kind else { return nil }
        return duration
    }
}
