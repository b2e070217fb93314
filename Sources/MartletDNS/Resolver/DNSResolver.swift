import Martlet
import MartletDNSMessage
public import MartletDiscovery
import Synchronization

/// Finds the instances of a service in DNS: by SRV records, or by the addresses of a host.
///
/// ```swift
/// let web = discovery.instances(of: .dns(service: "_web._tcp.svc.test"))
/// let cache = discovery.instances(of: .dns(host: "cache.svc.test", port: 6379))
/// ```
///
/// Names are whole: `search` and `ndots` of the system's configuration are not used, and neither is `/etc/hosts`.
///
/// DNS tells nobody of changes, so the question is repeated when the first of the records that were used may no longer be
/// kept, within the bounds of ``Configuration/minimumInterval`` and ``Configuration/maximumInterval``, and up to a tenth
/// later, at random. By the defaults that is one question in 5 seconds at most, and one in 5 minutes at least; a registry
/// with watches is asked less and tells sooner.
///
/// An answer without records keeps the last set; see ``Configuration/emptyAfter``. It is still a failure to `Discovery`, which
/// says so and counts the age of the set from then on. Until there was a set, it is the empty set. A target of `.`, by which
/// a zone says that it does not offer the service, is the empty set at once.
public struct DNSResolver: Resolver {
    /// `dns:`, the name, and what else makes a difference.
    public let id: String

    private let subject: Subject
    private let finder: InstanceFinder
    private let clock: DNSClock
    private let memory: PollingMemory
    private let jitter: @Sendable () -> Double

    private enum Subject {
        case service(DNSName)
        case host(DNSName, port: UInt16)
        case fixed(Instance)
        case invalid
    }

    /// Makes a resolver of the SRV records of a name ([RFC 2782](https://www.rfc-editor.org/rfc/rfc2782)).
    ///
    /// A record's priority and weight become those of the instances, one for each address of its target. Among records of
    /// the same priority whose weights are all 0, which means that nobody has chosen any, each gets 1; beside others, 0
    /// stays and means as few calls as possible. Records of port 0 are skipped. Records of the same address and port are
    /// one instance, by the one of the lowest priority and then of the largest weight.
    ///
    /// - Parameters:
    ///   - service: The name, with or without the dot at the end. One that is none fails each attempt with
    ///     `invalidArgument`.
    ///   - client: Whom to ask; the servers of the system by default.
    ///   - configuration: How to watch.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init<C: Clock>(
        service: String,
        from client: DNSClient = DNSClient(),
        configuration: Configuration = Configuration(),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.init(service: service, servers: client.servers, asking: client, configuration, clock: clock)
    }

    /// Makes a resolver of the A and AAAA records of a host.
    ///
    /// - Parameters:
    ///   - host: The name, with or without the dot at the end, or an IP address, which is not asked for.
    ///   - port: The port that all of them listen on.
    ///   - client: Whom to ask; the servers of the system by default.
    ///   - configuration: How to watch.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init<C: Clock>(
        host: String,
        port: UInt16,
        from client: DNSClient = DNSClient(),
        configuration: Configuration = Configuration(),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.init(host: host, port: port, servers: client.servers, asking: client, configuration, clock: clock)
    }

    /// The resolver of a service that asks whom a test puts in the place of a client.
    package init<C: Clock>(
        service: String,
        servers: DNSServers = .system,
        asking querying: any DNSQuerying,
        _ configuration: Configuration = Configuration(),
        clock: C,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) where C.Instant == ContinuousClock.Instant {
        let name = DNSName(service)
        self.init(
            subject: name.map { $0.isRoot ? .invalid : .service($0) } ?? .invalid,
            id: "dns:\(name?.description.lowercased() ?? service)\(configuration.differences)",
            servers: servers,
            finder: InstanceFinder(querying: querying, family: configuration.family, targets: configuration.targets),
            memory: PollingMemory(DNSPolling(configuration)),
            jitter: jitter,
            clock: DNSClock(clock)
        )
    }

    /// The resolver of a host that asks whom a test puts in the place of a client.
    package init<C: Clock>(
        host: String,
        port: UInt16,
        servers: DNSServers = .system,
        asking querying: any DNSQuerying,
        _ configuration: Configuration = Configuration(),
        clock: C,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) where C.Instant == ContinuousClock.Instant {
        let fixed = Instance(host: host, port: port)
        let name = DNSName(host)
        let subject: Subject =
            if DNSServer.isIPAddress(fixed.host) {
                .fixed(fixed)
            } else {
                name.map { $0.isRoot ? .invalid : .host($0, port: port) } ?? .invalid
            }
        self.init(
            subject: subject,
            id: "dns:\(Instance(host: name?.description.lowercased() ?? host, port: port).address)"
                + configuration.differences,
            servers: servers,
            finder: InstanceFinder(querying: querying, family: configuration.family, targets: .addresses),
            memory: PollingMemory(DNSPolling(configuration)),
            jitter: jitter,
            clock: DNSClock(clock)
        )
    }

    private init(
        subject: Subject,
        id: String,
        servers: DNSServers,
        finder: InstanceFinder,
        memory: PollingMemory,
        jitter: @escaping @Sendable () -> Double,
        clock: DNSClock
    ) {
        self.id = servers == .system ? id : "\(id)@\(servers)"
        self.subject = subject
        self.finder = finder
        self.memory = memory
        self.jitter = jitter
        self.clock = clock
    }

    /// Asks again and again.
    ///
    /// - Throws: `Status` with `unavailable` when no server answers or wants to, `internal` for an answer that makes no sense,
    ///   `notFound` when what had records has none any more, and `invalidArgument` when the name is none.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        if let known = memory.valid(at: clock.now) { report(known) }
        while true {
            try await clock.sleep(until: memory.next ?? clock.now)
            try Task.checkCancellation()
            let finding: DNSFinding
            switch subject {
            case .service(let name):
                finding = try await finder.instances(ofService: name)
            case .host(let name, let port):
                finding = try await finder.instances(ofHost: name, port: port)
            case .fixed(let instance):
                report(Snapshot([instance]))
                return try await untilCancelled()
            case .invalid:
                throw Status(.invalidArgument, "a DNS name has labels of 1 to 63 characters, and 254 in all")
            }
            if let snapshot = try memory.found(finding, at: clock.now, jitter: jitter()) { report(snapshot) }
        }
    }
}

extension Resolver where Self == DNSResolver {
    /// The SRV records of a name. See ``DNSResolver/init(service:from:configuration:clock:)``.
    ///
    /// - Parameters:
    ///   - service: The name.
    ///   - client: Whom to ask.
    ///   - configuration: How to watch.
    public static func dns(
        service: String,
        from client: DNSClient = DNSClient(),
        configuration: DNSResolver.Configuration = DNSResolver.Configuration()
    ) -> DNSResolver {
        DNSResolver(service: service, from: client, configuration: configuration)
    }

    /// The addresses of a host. See ``DNSResolver/init(host:port:from:configuration:clock:)``.
    ///
    /// - Parameters:
    ///   - host: The name.
    ///   - port: The port that all of them listen on.
    ///   - client: Whom to ask.
    ///   - configuration: How to watch.
    public static func dns(
        host: String,
        port: UInt16,
        from client: DNSClient = DNSClient(),
        configuration: DNSResolver.Configuration = DNSResolver.Configuration()
    ) -> DNSResolver {
        DNSResolver(host: host, port: port, from: client, configuration: configuration)
    }
}

extension DNSResolver.Configuration {
    /// What makes a difference to the result, for an id; nothing by the defaults.
    fileprivate var differences: String {
        var texts: [String] = []
        if family != .all { texts.append("\(family)") }
        if targets != .addresses { texts.append("\(targets)") }
        if let emptyAfter { texts.append("empty after \(emptyAfter)") }
        if minimumInterval != .seconds(5) || maximumInterval != .seconds(300) {
            texts.append("\(minimumInterval) to \(maximumInterval)")
        }
        return texts.isEmpty ? "" : " (\(texts.joined(separator: ", ")))"
    }
}
