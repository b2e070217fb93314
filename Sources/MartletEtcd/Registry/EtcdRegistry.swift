import Martlet
public import MartletDiscovery
import Synchronization

/// Registers instances with etcd: a key below a prefix, with a lease that is kept alive.
///
/// ```swift
/// let registry = EtcdRegistry(etcd, prefix: "/services/stringsvc/", timeToLive: .seconds(10))
/// let registrar = Registrar(registry, logger: logger)
/// ```
///
/// The key is the prefix and `Instance.id`, the value a JSON object with `host`, `port` and what else is known of the
/// instance. A process that dies is gone from etcd within the time to live, of which a third passes between two
/// keep-alives, two small requests each: one renews the lease, the other looks whether the key is still there.
///
/// When the lease is lost, somebody has deleted or taken over the key, or no member has answered for as long as the lease
/// lives, ``keep(_:confirm:)`` throws, so that `Registrar` registers again.
public struct EtcdRegistry: Registry {
    private let etcd: Etcd
    private let prefix: String
    private let timeToLive: Duration
    private let clock: any Clock<Duration>
    private let leases = OwnLeases()

    /// Makes a registry of one service.
    ///
    /// - Parameters:
    ///   - etcd: The cluster.
    ///   - prefix: Where the keys of the service are: `/services/stringsvc/`. Without a slash at its end it gets one.
    ///   - timeToLive: After how long an instance whose process is dead is gone; rounded up to whole seconds, 1 to
    ///     86,400. etcd makes it longer when its elections take longer: at least 2 seconds with its defaults.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        _ etcd: Etcd,
        prefix: String,
        timeToLive: Duration = .seconds(10),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.etcd = etcd
        self.prefix = KeyRange.folder(prefix)
        self.timeToLive = timeToLive
        self.clock = clock
    }

    /// `etcd:` and the prefix.
    public var id: String { "etcd:\(prefix)" }

    /// Registers the instance and keeps its lease alive.
    ///
    /// - Throws: `Status`: `unavailable` when the lease is lost or no member answers, `unauthenticated` and
    ///   `permissionDenied` for credentials, `aborted` when the key belongs to another registration, `invalidArgument`
    ///   for an instance without an id. `CancellationError` when the task was cancelled.
    public func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        try await keep(instance, on: clock, confirm: confirm)
    }

    /// Deletes the key, and ends the lease if this value has made it.
    public func remove(_ instance: Instance) async throws {
        let key = try key(of: instance)
        try await etcd.delete(key)
        guard let lease = leases.forget(key) else { return }
        // The key is gone, which is what matters; a lease that stays ends by itself.
        try? await etcd.revokeLease(lease)
    }

    private func key(of instance: Instance) throws -> [UInt8] {
        guard !instance.id.isEmpty else { throw Status(.invalidArgument, "etcd: an instance without an id has no key") }
        return Array((prefix + instance.id).utf8)
    }

    private func keep<C: Clock<Duration>>(
        _ instance: Instance,
        on clock: C,
        confirm: @Sendable () -> Void
    ) async throws {
        let key = try key(of: instance)
        let value = try instance.registryValue()
        let start = clock.now
        let lease = try await etcd.grantLease(seconds: timeToLive.wholeSeconds)
        leases.remember(lease.id, of: key)
        var term = LeaseTerm(sentAt: start, timeToLive: .seconds(lease.timeToLive))
        do {
            try await etcd.put(key, value, lease: lease.id, deadline: .after(term.remaining(at: clock.now)))
        } catch let status as Status where !EtcdFailure.isOfEndpoint(status) {
            // Refused for good: leases are not left behind, one for each attempt.
            try? await etcd.revokeLease(lease.id)
            throw status
        }
        confirm()
        while true {
            try await clock.sleep(for: term.delay(at: clock.now))
            let sent = clock.now
            guard term.remaining(at: sent) > .zero else { throw Self.lost }
            do {
                let lifetime = try await renew(lease.id, of: key, term, at: sent)
                term.renewed(sentAt: sent, timeToLive: lifetime)
                confirm()
            } catch let status as Status where EtcdFailure.isOfEndpoint(status) {
                guard term.remaining(at: clock.now) > .zero else { throw status }
                term.missed(at: clock.now)
            }
        }
    }

    /// - Returns: How long the lease lives.
    private func renew<Time: InstantProtocol>(
        _ lease: Int64,
        of key: [UInt8],
        _ term: LeaseTerm<Time>,
        at now: Time
    ) async throws -> Duration {
        let deadline = Deadline.after(term.remaining(at: now))
        let seconds = try await etcd.keepAlive(lease, deadline: deadline, timeout: term.requestTimeout)
        guard seconds > 0 else { throw Self.lost }
        let holder: Int64?
        do {
            holder = try await etcd.lease(of: key, deadline: deadline, timeout: term.requestTimeout)
        } catch let status as Status where status.code == .permissionDenied {
            // Who may only write cannot look; the lease is what counts.
            return .seconds(seconds)
        }
        guard let holder else { throw Self.deleted }
        guard holder == lease else { throw Status(.aborted, "etcd: another registration has taken the key") }
        return .seconds(seconds)
    }

    private static var lost: Status { Status(.aborted, "etcd: the lease is lost") }
    private static var deleted: Status { Status(.aborted, "etcd: somebody has deleted the key") }
}

/// The leases that a registry has made, by the key that hangs on each.
private final class OwnLeases: Sendable {
    private let leases = Mutex<[[UInt8]: Int64]>([:])

    func remember(_ lease: Int64, of key: [UInt8]) {
        leases.withLock { $0[key] = lease }
    }

    func forget(_ key: [UInt8]) -> Int64? {
        leases.withLock { $0.removeValue(forKey: key) }
    }
}

extension Duration {
    /// The seconds, rounded up, 1 to 86,400.
    fileprivate var wholeSeconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(attoseconds > 0 ? seconds + 1 : seconds, 1), 86_400)
    }
}
