import Synchronization

/// The one number of a ``TokenBucket`` that calls on many threads change: an atomic, or what a test steps through every
/// interleaving.
///
/// No ordering with other memory is needed: the number stands for itself.
protocol TokenRegister: ~Copyable {
    func load() -> TokenBucket.Ticks

    /// Stores `desired` if `expected` is there; may fail without a reason.
    func compareExchange(
        expected: TokenBucket.Ticks,
        desired: TokenBucket.Ticks
    ) -> (exchanged: Bool, original: TokenBucket.Ticks)
}

extension Atomic<Int64>: TokenRegister {
    @inline(__always)
    func load() -> Int64 {
        load(ordering: .relaxed)
    }

    @inline(__always)
    func compareExchange(expected: Int64, desired: Int64) -> (exchanged: Bool, original: Int64) {
        weakCompareExchange(expected: expected, desired: desired, ordering: .relaxed)
    }
}

extension TokenBucket {
    /// Takes a token, if there is one, while others do the same.
    ///
    /// - Returns: `nil` with a token; without one, how long there is none.
    @inline(__always)
    func take<Register: TokenRegister & ~Copyable>(from register: borrowing Register, at now: Ticks) -> Ticks? {
        var full = register.load()
        while true {
            switch take(full: full, at: now) {
            case .refused(let wait):
                return wait
            case .taken(let next):
                let (exchanged, original) = register.compareExchange(expected: full, desired: next)
                if exchanged { return nil }
                full = original
            }
        }
    }
}
