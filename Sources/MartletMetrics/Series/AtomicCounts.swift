import Synchronization

/// A fixed number of counts in one piece of memory, which threads add to.
///
/// Unchecked, because a pointer is not sendable by itself: this one is set once, owned by this value alone, which
/// cannot be copied, freed by no other, and every access to what it points to is atomic.
struct AtomicCounts: ~Copyable, @unchecked Sendable {
    private let counts: UnsafeMutableBufferPointer<Atomic<UInt64>>

    init(_ count: Int) {
        counts = .allocate(capacity: count)
        for index in counts.indices { counts.initializeElement(at: index, to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize()
        counts.deallocate()
    }

    /// Adds one; an index that does not exist is left out.
    @inline(__always)
    func increment(_ index: Int) {
        guard index >= 0, index < counts.count else { return }
        counts[index].wrappingAdd(1, ordering: .relaxed)
    }

    func read(drains: Bool) -> [UInt64] {
        counts.indices.map { index in
            drains ? counts[index].exchange(0, ordering: .relaxed) : counts[index].load(ordering: .relaxed)
        }
    }
}
