import Synchronization

/// A fixed number of counts in one piece of memory, which threads add to.
///
/// Unchecked, because a pointer is not sendable by itself: this one is set once, owned by this object alone, freed by no other,
/// and every access to what it points to is atomic.
final class AtomicCounts: @unchecked Sendable {
    private let counts: UnsafeMutableBufferPointer<Atomic<UInt64>>

    init(_ count: Int) {
        counts = .allocate(capacity: count)
        for index in counts.indices { counts.initializeElement(at: index, to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize()
        counts.deallocate()
    }

    @inline(__always)
    func increment(_ index: Int) {
        precondition(counts.indices.contains(index))
        counts[index].wrappingAdd(1, ordering: .relaxed)
    }

    func read(drains: Bool) -> [UInt64] {
        counts.indices.map { index in
            drains ? counts[index].exchange(0, ordering: .relaxed) : counts[index].load(ordering: .relaxed)
        }
    }
}
