import MartletDiscovery

/// The snapshots of a watch, and the error at its end.
struct WatchedSnapshots {
    fileprivate var base: AsyncThrowingStream<Snapshot, any Error>.Iterator

    mutating func next() async throws -> Snapshot {
        guard let snapshot = try await base.next(isolation: #isolation) else { throw CancellationError() }
        return snapshot
    }

    /// Reads until a snapshot has so many instances.
    @discardableResult
    mutating func next(count: Int) async throws -> Snapshot {
        while true {
            let snapshot = try await next()
            if snapshot.count == count { return snapshot }
        }
    }
}

/// Runs a watch as long as a closure runs, and waits for its end.
func watching<Result: Sendable>(
    _ resolver: some Resolver,
    _ body: (inout WatchedSnapshots) async throws -> Result
) async throws -> Result {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Snapshot.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await resolver.watch { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        defer { group.cancelAll() }
        var snapshots = WatchedSnapshots(base: stream.makeAsyncIterator())
        return try await body(&snapshots)
    }
}

/// Runs `keep` as long as a closure runs, and waits for its end. The closure is given the confirmations and the error.
func keeping<Result: Sendable>(
    _ instance: Instance,
    in registry: some Registry,
    _ body: (inout AsyncThrowingStream<Void, any Error>.Iterator) async throws -> Result
) async throws -> Result {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Void.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await registry.keep(instance) { continuation.yield() }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        defer { group.cancelAll() }
        var confirmations = stream.makeAsyncIterator()
        return try await body(&confirmations)
    }
}
