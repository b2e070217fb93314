import Martlet
import MartletDiscovery

/// The keys below a prefix and the instances in them, as of some revision: what a range begins and events change.
struct WatchedPrefix {
    /// What has become of an answer of a watch.
    enum Effect: Equatable {
        /// The keys are as before.
        case none
        case changed
        /// The store has forgotten what happened since, or has been made anew: the keys have to be read again.
        case outdated
    }

    private struct Entry {
        var modRevision: Int64
        var byteCount: Int
        var instance: Instance?
    }

    private let range: KeyRange
    private let limits: EtcdResolver.Limits
    private var entries: [[UInt8]: Entry] = [:]
    private var byteCount = 0

    /// Everything until here is known.
    private(set) var revision: Int64

    /// Counts the events, so that it can be told whether there have been any.
    private(set) var eventCount = 0

    /// The keys that have no instance, of those that came last; taken by who logs them.
    private(set) var skippedKeys: [[UInt8]] = []

    /// - Parameters:
    ///   - range: The keys.
    ///   - limits: What fits in.
    ///   - revision: As of when the keys are added.
    init(_ range: KeyRange, limits: EtcdResolver.Limits, revision: Int64) {
        self.range = range
        self.limits = limits
        self.revision = revision
    }

    /// How many keys there are.
    var count: Int { entries.count }

    /// Puts a key in, or replaces it.
    mutating func put(_ keyValue: KeyValue) throws {
        guard range.contains(keyValue.key) else {
            throw Status(.internal, "etcd: the answer has a key that is not below the prefix")
        }
        let size = keyValue.key.count + keyValue.value.count
        byteCount += size - (entries[keyValue.key]?.byteCount ?? 0)
        let id = KeyRange.lastPart(of: keyValue.key)
        let instance = id.flatMap { Instance(registryValue: keyValue.value, id: $0) }
        if instance == nil, skippedKeys.count < Self.maximumSkippedKeyCount { skippedKeys.append(keyValue.key) }
        entries[keyValue.key] = Entry(modRevision: keyValue.modRevision, byteCount: size, instance: instance)
        guard entries.count <= limits.keyCount else {
            throw Status(.resourceExhausted, "etcd: the prefix has more than \(limits.keyCount) keys")
        }
        guard byteCount <= limits.byteCount else {
            throw Status(.resourceExhausted, "etcd: the prefix has more than \(limits.byteCount) bytes")
        }
    }

    /// Applies an answer of a watch that began after ``revision``.
    ///
    /// - Throws: `Status`: why the watch was cancelled, or what is wrong with the answer.
    mutating func apply(_ response: WatchResponse) throws -> Effect {
        if response.isCancelled {
            guard response.compactRevision == 0 else { return .outdated }
            throw EtcdFailure.status(cancelReason: response.cancelReason)
        }
        // A watch of the future is silent until the store gets there: it has lost its data, or the member is behind.
        if response.isCreated, response.header.revision < revision { return .outdated }
        for event in response.events {
            if event.isDeletion {
                if let entry = entries.removeValue(forKey: event.keyValue.key) { byteCount -= entry.byteCount }
            } else {
                try put(event.keyValue)
            }
            // Not the revision of the header: events of it may follow.
            revision = max(revision, event.keyValue.modRevision)
        }
        eventCount += response.events.count
        return response.events.isEmpty ? .none : .changed
    }

    /// Compares what is known with what the store says.
    ///
    /// - Returns: Whether they are the same; then everything is known until then.
    mutating func confirm(_ summary: RangeSummary) -> Bool {
        let newest = entries.values.lazy.map(\.modRevision).max() ?? 0
        guard summary.count == entries.count, summary.modRevision == newest else { return false }
        revision = max(revision, summary.revision)
        return true
    }

    /// Takes the keys that had no instance.
    mutating func takeSkippedKeys() -> [[UInt8]] {
        defer { skippedKeys = [] }
        return skippedKeys
    }

    /// The instances.
    var snapshot: Snapshot {
        let instances = entries.values.compactMap(\.instance)
        let snapshot = Snapshot(instances)
        guard snapshot.count < instances.count else { return snapshot }
        // Several have the same id: that of the first key counts, whatever the order of the dictionary.
        let sorted = entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return Snapshot(sorted.compactMap(\.value.instance))
    }

    private static let maximumSkippedKeyCount = 100
}
