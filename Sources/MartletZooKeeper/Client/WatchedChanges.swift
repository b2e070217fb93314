import MartletZooKeeperProtocol
import Synchronization

/// Collects what has changed at and below a path until somebody has time for it.
final class WatchedChanges: Sendable {
    /// What there is to read again.
    struct Changes: Hashable {
        /// Everything: the connection, and with it every watch, is gone.
        var everything = false
        /// The node itself, or which children it has.
        var node = false
        /// The data of these children.
        var children: Set<String> = []
    }

    private let path: String
    private let changes = Mutex(Changes())
    private let signal: AsyncStream<Void>.Continuation

    /// Yields when there are changes to take. For one reader.
    let signals: AsyncStream<Void>

    init(path: String) {
        self.path = path
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes what has changed since the last time.
    func take() -> Changes {
        changes.withLock { changes in
            defer { changes = Changes() }
            return changes
        }
    }

    func add(_ event: WatchEvent) {
        if event.path == path {
            changes.withLock { $0.node = true }
        } else if event.path.hasPrefix(path + "/") {
            changes.withLock { changes in
                // Only a server that sends what nobody watches gets there.
                if changes.children.count >= 100_000 {
                    changes.everything = true
                } else {
                    changes.children.insert(String(event.path.dropFirst(path.count + 1)))
                }
            }
        } else {
            return
        }
        signal.yield()
    }

    func addEverything() {
        changes.withLock { $0.everything = true }
        signal.yield()
    }
}
