import Martlet
package import MartletZooKeeperProtocol
import NIOCore

extension ZooKeeperClient {
    /// Sends a request and waits for its answer.
    ///
    /// - Throws: `ZooKeeperErrorCode` for what a server says, `Status` with `unavailable` when it took too long or the
    ///   client has ended, `CancellationError`.
    package func send(_ request: ZooKeeperRequest) async throws -> ZooKeeperReply {
        let id = requests.nextID()
        let timer = group.any().scheduleTask(in: .nanoseconds(configuration.requestTimeout.clampedNanoseconds)) {
            self.giveUp(id, because: self.requests.timeout)
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                if requests.add(id, answer) { input.yield(.requested(id, request)) }
            }
        } onCancel: {
            giveUp(id, because: CancellationError())
        }
    }

    private func giveUp(_ id: UInt64, because error: any Error) {
        if requests.finish(id, .failure(error)) { input.yield(.cancelled(id)) }
    }

    /// Reads which children a node has, and watches that.
    ///
    /// - Returns: Their names; `nil` when there is no node, for whose creation it watches then.
    func children(of path: String) async throws -> [String]? {
        while true {
            do {
                let reply = try await send(.getChildren(path: path, watch: true))
                guard case .children(let names, _) = reply else { return nil }
                return names
            } catch ZooKeeperErrorCode.noNode {
                // There may be one meanwhile.
                guard try await stat(of: path) != nil else { return nil }
            }
        }
    }

    /// Reads whether there is a node, and watches that.
    func stat(of path: String) async throws -> NodeStat? {
        do {
            guard case .stat(let stat) = try await send(.exists(path: path, watch: true)) else { return nil }
            return stat
        } catch ZooKeeperErrorCode.noNode {
            return nil
        }
    }

    /// Runs the body with the errors of servers as `Status`.
    func naming<Result>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as ZooKeeperErrorCode {
            throw Status(error, path: path)
        }
    }

    /// Runs the body while changes at and below a path are collected.
    func watching(_ path: String, _ body: (WatchedChanges) async throws -> Void) async throws {
        let changes = WatchedChanges(path: path)
        let id = requests.watch(changes)
        defer { requests.endWatch(id) }
        try await body(changes)
    }
}

extension ZooKeeperClient {
    /// How many requests were made, without pings.
    package var requestCount: UInt64 { requests.count }
}
