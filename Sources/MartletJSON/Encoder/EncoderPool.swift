import Synchronization

/// Keeps the memory of one encoder between calls, which saves the allocations of a new one.
///
/// There is one place and no lock: whoever wants an encoder takes what is there; if another thread has it, or the
/// value being encoded encodes something itself, a new one is made.
///
/// `@unchecked` because an encoder isn't `Sendable`. It needn't be: it is owned by this place or by one call, never
/// by both, as ``giveBack(_:)`` takes only one that nobody else refers to. The atomic exchange hands it over, and
/// what the last owner has written is visible to the next one by its release and acquire ordering.
final class EncoderPool: @unchecked Sendable {
    private let place = Atomic<Unmanaged<EncoderState>?>(nil)

    /// Encoders with more memory than this aren't kept, so that one large response isn't paid for for ever. The buffer
    /// of a document of 75 kB is below it: to grow a new one was 14 % of the time.
    private static var largestKept: Int { 256 << 10 }

    deinit {
        place.exchange(nil, ordering: .acquiring)?.release()
    }

    func take(_ settings: JSONCodec.Settings) -> EncoderState {
        place.exchange(nil, ordering: .acquiring)?.takeRetainedValue() ?? EncoderState(settings)
    }

    /// Takes an encoder back, unless it is still referred to, by a container that somebody has stored.
    func giveBack(_ state: inout EncoderState) {
        // This may find that somebody still has a container, which refers to the state from then on.
        state.clear()
        guard isKnownUniquelyReferenced(&state) else {
            return state.stream.pointee.closeContainers()
        }
        guard state.memory <= EncoderPool.largestKept else { return }
        let kept = Unmanaged.passRetained(state)
        let (wasFree, _) = place.compareExchange(expected: nil, desired: kept, ordering: .releasing)
        if !wasFree {
            kept.release()
        }
    }
}
