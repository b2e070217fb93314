import Synchronization

/// 1, 2, 3, … to whoever asks.
final class Count: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
