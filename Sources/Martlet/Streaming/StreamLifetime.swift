import Synchronization

/// The end of one stream and who waits for it. The last reference to go ends the stream as cancelled, so that a stream
/// that is dropped on the way, or never read, still runs its hooks.
final class StreamLifetime: Sendable {
    private enum State {
        case running([@Sendable (StreamEnd) -> Void])
        case ended(StreamEnd)
    }

    private let state = Mutex(State.running([]))

    deinit {
        end(.cancelled)
    }

    func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void) {
        let ended: StreamEnd? = state.withLock { state in
            switch state {
            case .running(let handlers):
                state = .running(handlers + [handler])
                return nil
            case .ended(let end):
                return end
            }
        }
        if let ended { handler(ended) }
    }

    /// Ends the stream; all calls but the first have no effect. Hooks run innermost first, outside the lock.
    func end(_ end: StreamEnd) {
        let handlers: [@Sendable (StreamEnd) -> Void] = state.withLock { state in
            guard case .running(let handlers) = state else { return [] }
            state = .ended(end)
            return handlers
        }
        for handler in handlers { handler(end) }
    }

    /// Held by all copies of one iterator; a stream is read once, so with the last of them it is over.
    final class Reader: Sendable {
        let lifetime: StreamLifetime

        init(_ lifetime: StreamLifetime) {
            self.lifetime = lifetime
        }

        deinit {
            lifetime.end(.cancelled)
        }
    }
}
