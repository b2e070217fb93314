import NIOCore
import Synchronization

/// Holds the one connection, and tells those that come too late.
final class ConnectionSlot: Sendable {
    private struct State {
        var number = 0
        var channel: (any Channel)?
    }

    private let state = Mutex(State())

    /// Begins an attempt, which makes all earlier ones late.
    func begin() -> Int {
        let (number, old) = state.withLock { state in
            state.number += 1
            defer { state.channel = nil }
            return (state.number, state.channel)
        }
        old?.close(promise: nil)
        return number
    }

    /// Takes the connection of an attempt; closes one that comes late.
    func take(_ channel: any Channel, of number: Int) {
        let isLate = state.withLock { state in
            guard state.number == number else { return true }
            state.channel = channel
            return false
        }
        if isLate { channel.close(promise: nil) }
    }

    func close() { _ = begin() }

    func isCurrent(_ number: Int) -> Bool { state.withLock { $0.number == number } }

    var channel: (any Channel)? { state.withLock { $0.channel } }
}
