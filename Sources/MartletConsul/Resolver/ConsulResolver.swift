import Martlet
public import MartletDiscovery

/// Finds the instances of a service in Consul, and learns of changes when they happen.
///
/// ```swift
/// let resolver = ConsulResolver(consul, service: "stringsvc", tags: ["v2"])
/// let strings = discovery.instances(of: resolver)
/// ```
///
/// It asks `/v1/health/service` with blocking queries: Consul answers when something has changed, or after
/// ``Configuration/wait``. What it finds in an instance:
///
/// | of the instance | in Consul |
/// |---|---|
/// | host | the address of the service, or of its node if it has none |
/// | id | the id of the service; `node/id` where ids are not unique, and where the id is only the name of the service |
/// | tags, metadata | `Tags` and `Meta` of the service |
/// | zone | `zone` in the `Meta` of the service, or of the node |
/// | priority | `priority` in the `Meta` of the service |
/// | weight | `Weights.Passing`, or `Weights.Warning` while a check warns |
/// | health | the worst of the checks of the service and its node |
///
/// Entries without a port or with an address that cannot be one are left out.
///
/// With ACLs, Consul answers a request without a token as if there were no instance, and not with an error; only a token
/// that it does not know is `permissionDenied`. So an empty set may mean that the token is missing or may not read the
/// service.
///
/// Source: <https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service>.
public struct ConsulResolver: Resolver {
    /// The Consul, the service, and what is asked for of it: `consul:stringsvc?tag=v2`.
    public let id: String

    private let consul: Consul
    private let query: ServiceQuery
    private let configuration: Configuration
    private let clock: any Clock<Duration>

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - consul: The agent to ask.
    ///   - service: The name of the service.
    ///   - tags: The tags that an instance must have, all of them.
    ///   - passingOnly: Whether only instances are wanted all of whose checks pass. Otherwise `Instance.health` tells.
    ///   - near: The node to begin with and go on by distance, or `_agent` for that of the agent. A set has no order, so
    ///     it matters with `limit` only.
    ///   - limit: How many instances to keep, the first in Consul's order: the nearest with `near`; all by default.
    ///   - datacenter: The data center; that of the agent by default.
    ///   - configuration: Times and bounds.
    ///   - clock: The clock to wait on between questions; tests pass a manual one.
    public init(
        _ consul: Consul,
        service: String,
        tags: [String] = [],
        passingOnly: Bool = true,
        near: String? = nil,
        limit: Int? = nil,
        datacenter: String? = nil,
        configuration: Configuration = Configuration(),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        query = ServiceQuery(
            service: service,
            tags: tags,
            passingOnly: passingOnly,
            near: near,
            limit: limit,
            datacenter: datacenter,
            consistency: configuration.consistency
        )
        id = consul.id(of: query.id)
        self.consul = consul
        self.configuration = configuration
        self.clock = clock
    }

    /// Watches the service.
    ///
    /// - Throws: `Status` with `unavailable` when Consul cannot be reached, has no leader or does not know the data
    ///   center, `permissionDenied` for a token that may not, `internal` for an answer that makes no sense;
    ///   `CancellationError` when the task was cancelled.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        try await watch(on: clock, report)
    }

    private func watch<Time: Clock<Duration>>(on clock: Time, _ report: (Snapshot) -> Void) async throws {
        var index = BlockingIndex()
        var pace = AnswerPace(interval: configuration.minimumInterval)
        var last: Snapshot?
        while true {
            let asked = clock.now
            let isBlocking = index.value > 0
            let (entries, answer): ([ServiceEntry], ConsulAnswer) = try await consul.ask(
                query.request(to: consul, index: index.value, wait: configuration.boundedWait),
                within: isBlocking ? configuration.blockingTimeout : configuration.timeout,
                maximumByteCount: configuration.maximumByteCount
            )
            guard entries.count <= configuration.maximumInstances else {
                throw Status(.internal, "Consul's answer has more than \(configuration.maximumInstances) instances")
            }
            let outcome = try index.answered(answer.index)
            var isNew = false
            if outcome == .current {
                let snapshot = Snapshot(entries, tags: Set(query.tags), limit: query.limit)
                report(snapshot)
                isNew = snapshot != last
                last = snapshot
                // What follows waits for a change, so it may follow at once.
                guard isBlocking else { continue }
            }
            let pause = pace.pause(after: asked.duration(to: clock.now), isNew: isNew)
            if pause > .zero { try await clock.sleep(for: pause) }
        }
    }
}
