import NIOCore
import Synchronization

/// How many connections a server has open, and who waits for the last one to end.
package final class ConnectionCount: Sendable {
    private struct State {
        var open = 0
        var whenEmpty: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: How many may be open at once.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Counts a connection that was accepted, unless there are too many.
    package func add() -> Bool {
        state.withLock { state in
            guard state.open < limit else { return false }
            state.open += 1
            return true
        }
    }

    /// Counts a connection that has ended.
    package func remove() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            state.open -= 1
            guard state.open == 0 else { return nil }
            defer { state.whenEmpty = nil }
            return state.whenEmpty
        }
        waiter?.resume()
    }

    /// Waits until there are none. One may wait.
    package func waitUntilEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.open > 0 { state.whenEmpty = continuation }
                return state.open == 0
            }
            if isEmpty { continuation.resume() }
        }
    }
}
