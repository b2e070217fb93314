import MartletDiscovery

/// The snapshots that a resolver reports while a check looks at them.
struct SnapshotReader<Source: Resolver>: Sendable {
    let resolver: Source

    /// Watches while the body runs, then cancels the watch and waits for its end.
    func read<Result: Sendable>(
        _ body: (inout SnapshotSequence) async throws -> sending Result
    ) async throws -> Result {
        let (snapshots, continuation) = AsyncThrowingStream.makeStream(of: Snapshot.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await resolver.watch { continuation.yield($0) }
                    continuation.finish(throwing: ConformanceProblem("the watch has ended without an error"))
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            var sequence = SnapshotSequence(base: snapshots.makeAsyncIterator())
            return try await body(&sequence)
        }
    }
}

/// Snapshots, one after the other.
struct SnapshotSequence {
    var base: AsyncThrowingStream<Snapshot, any Error>.Iterator
    private(set) var last: Snapshot?

    init(base: AsyncThrowingStream<Snapshot, any Error>.Iterator) {
        self.base = base
    }

    /// Waits for a snapshot; those before it do not matter.
    mutating func first(where isWanted: (Snapshot) -> Bool) async throws -> Snapshot {
        while let snapshot = try await base.next(isolation: #isolation) {
            last = snapshot
            if isWanted(snapshot) { return snapshot }
        }
        throw ConformanceProblem("no more snapshots")
    }

    /// Waits for a snapshot that has exactly these ids.
    @discardableResult
    mutating func first(of ids: String...) async throws -> Snapshot {
        try await first { $0.instances.map(\.id) == ids }
    }
}
