public import Logging
import Martlet
public import MartletDiscovery

/// Finds the instances of a service in etcd: the keys below a prefix.
///
/// ```swift
/// let resolver = EtcdResolver(etcd, prefix: "/services/stringsvc/", logger: logger)
/// let instances = discovery.instances(of: resolver)
/// ```
///
/// A value is a JSON object as ``EtcdRegistry`` writes it, or, as Go kit and others write it, `host:port` or
/// `http://host:port`. `Instance.id` is what the object says, or else the last part of the key. Values that are none of
/// these are skipped and logged.
///
/// The keys are read once, in pages of one revision, and then watched from the next revision on, so that no change is
/// missed. When a member goes, the watch goes on at another one from where it was. When etcd has compacted what it would
/// need, or has lost its data, the keys are read again.
///
/// A connection that is dead without having been closed says nothing. So each ``checkInterval`` etcd is asked for the
/// number of the keys and the newest change among them, one small request that any member answers, and a watch that has
/// missed something is begun again. That is the only request of an idle watch.
public struct EtcdResolver: Resolver {
    /// How often it is checked that a watch has missed nothing.
    public static let checkInterval = Duration.seconds(75)

    private let etcd: Etcd
    private let range: KeyRange
    private let prefix: String
    private let limits: Limits
    private let logger: Logger?
    private let clock: any Clock<Duration>

    /// Makes a resolver of one service.
    ///
    /// - Parameters:
    ///   - etcd: The cluster.
    ///   - prefix: Where the keys of the service are: `/services/stringsvc/`. Without a slash at its end it gets one.
    ///   - limits: What the prefix may hold; more fails the watch with `resourceExhausted`.
    ///   - logger: Where to say that values have been skipped, once a minute at most.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        _ etcd: Etcd,
        prefix: String,
        limits: Limits = Limits(),
        logger: Logger? = nil,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.etcd = etcd
        self.prefix = KeyRange.folder(prefix)
        range = KeyRange(prefix: prefix)
        self.limits = limits
        self.logger = logger
        self.clock = clock
    }

    /// `etcd:`, the endpoints and the prefix.
    public var id: String { "etcd:\(etcd)\(prefix)" }

    /// Watches until the task is cancelled or no member can be reached.
    ///
    /// - Throws: `Status`: `unavailable` and `deadlineExceeded` when no member answers, `unauthenticated` and
    ///   `permissionDenied` for credentials, `resourceExhausted` beyond the limits, `internal` for an answer that makes
    ///   no sense. `CancellationError` when the task was cancelled.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        try await watch(on: clock, report)
    }

    private func watch<C: Clock<Duration>>(
        on clock: C,
        _ report: @escaping @Sendable (Snapshot) -> Void
    ) async throws {
        try await PrefixWatch(
            etcd: etcd,
            range: range,
            limits: limits,
            log: SkippedKeyLog<C>(logger, prefix: prefix, clock: clock),
            clock: clock,
            report: report
        ).run()
    }
}
