import Martlet
import MartletDiscovery
import MartletTesting
import Synchronization

/// What a resolver has reported, for tests that wait for something among it.
struct Reports: Sendable {
    private let stream: AsyncThrowingStream<Snapshot, any Error>
    let continuation: AsyncThrowingStream<Snapshot, any Error>.Continuation

    init() {
        (stream, continuation) = AsyncThrowingStream.makeStream()
    }

    /// Waits for a snapshot; those before it are gone then.
    @discardableResult
    func first(
        within limit: Duration = .seconds(30),
        where isWanted: @escaping @Sendable (Snapshot) -> Bool
    ) async throws -> Snapshot {
        let stream = stream
        return try await withTimeout(limit) {
            for try await snapshot in stream where isWanted(snapshot) { return snapshot }
            throw Status(.aborted, "no more snapshots")
        }
    }

    /// Waits for a snapshot of exactly these ids.
    @discardableResult
    func first(of ids: [String], within limit: Duration = .seconds(30)) async throws -> Snapshot {
        try await first(within: limit) { $0.instances.map(\.id) == ids }
    }
}

/// Watches while the body runs.
func watching<Result: Sendable>(
    _ resolver: some Resolver,
    _ body: (Reports) async throws -> Result
) async throws -> Result {
    let reports = Reports()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await resolver.watch { reports.continuation.yield($0) }
                reports.continuation.finish(throwing: Status(.internal, "the watch has returned"))
            } catch {
                reports.continuation.finish(throwing: error)
            }
        }
        defer { group.cancelAll() }
        return try await body(reports)
    }
}

/// Keeps a registration while the body runs; the body gets the confirmations, which end with what ends the registration.
func keeping<Result: Sendable>(
    _ instance: Instance,
    in registry: some Registry,
    _ body: (Confirmations) async throws -> Result
) async throws -> Result {
    let confirmations = Confirmations()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await registry.keep(instance) { confirmations.continuation.yield() }
                confirmations.continuation.finish(throwing: Status(.internal, "keep has returned"))
            } catch {
                confirmations.continuation.finish(throwing: error)
            }
        }
        defer { group.cancelAll() }
        return try await body(confirmations)
    }
}

struct Confirmations: Sendable {
    private let stream: AsyncThrowingStream<Void, any Error>
    let continuation: AsyncThrowingStream<Void, any Error>.Continuation

    init() {
        (stream, continuation) = AsyncThrowingStream.makeStream()
    }

    /// Waits for the next one.
    func next(within limit: Duration = .seconds(30)) async throws {
        let stream = stream
        try await withTimeout(limit) {
            for try await _ in stream { return }
            throw Status(.aborted, "no more confirmations")
        }
    }

    /// Waits for what ends the registration.
    func end(within limit: Duration = .seconds(30)) async throws -> any Error {
        let stream = stream
        return try await withTimeout(limit) {
            do {
                for try await _ in stream {}
                return Status(.aborted, "no more confirmations")
            } catch {
                return error
            }
        }
    }
}
