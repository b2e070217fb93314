import Martlet
import MartletTesting
import Synchronization

/// A peer that adds one, or fails as a test says, and counts the calls that reach it.
final class FlakyPeer: Sendable {
    private let error = Mutex<(any Error)?>(nil)
    private let count = Atomic(0)
    private let isRemote: Bool

    init(isRemote: Bool = false) {
        self.isRemote = isRemote
    }

    var calls: Int { count.load(ordering: .relaxed) }

    func fails(with error: any Error) {
        self.error.withLock { $0 = error }
    }

    func works() {
        error.withLock { $0 = nil }
    }

    var endpoint: Endpoint<Int, Int> {
        isRemote ? Endpoint(remote: "peer") { try self.answer($0) } : Endpoint("peer") { try self.answer($0) }
    }

    /// The same peer, which answers well, but only when a gate is open.
    func waiting(at gate: Gate) -> Endpoint<Int, Int> {
        Endpoint("waiting") { number in
            self.count.add(1, ordering: .relaxed)
            await gate.wait()
            return number + 1
        }
    }

    private func answer(_ number: Int) throws -> Int {
        count.add(1, ordering: .relaxed)
        if let error = error.withLock({ $0 }) { throw error }
        return number + 1
    }
}

/// Always the same random number.
struct FixedGenerator: RandomNumberGenerator {
    let value: UInt64

    /// - Parameter unit: The number from 0 up to but not including 1 that a layer shall see.
    init(unit: Double) {
        value = UInt64(unit * 0x1p53) << 11
    }

    mutating func next() -> UInt64 { value }
}
