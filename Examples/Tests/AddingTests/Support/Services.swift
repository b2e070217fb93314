import Adding
import Martlet
import Synchronization

/// A service that is broken.
final class FailingAddService: AddService {
    private let count = Mutex(0)

    /// How many calls have come as far as here.
    var callCount: Int { count.withLock { $0 } }

    func sum(_ a: Int64, _ b: Int64) throws -> Int64 { throw failure() }

    func concat(_ a: String, _ b: String) throws -> String { throw failure() }

    private func failure() -> Status {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return Status(.internal, "call \(number) failed")
    }
}

/// A service whose calls begin, and end when they may.
struct HeldAddService: AddService {
    /// The first argument of each call that begins.
    let begun: AsyncStream<Int64>
    private let continuation: AsyncStream<Int64>.Continuation
    private let gate = Gate()

    init() {
        (begun, continuation) = AsyncStream.makeStream()
    }

    /// Lets all calls go on.
    func release() { gate.open() }

    func sum(_ a: Int64, _ b: Int64) async throws -> Int64 {
        continuation.yield(a)
        await gate.wait()
        return try BasicAddService().sum(a, b)
    }

    func concat(_ a: String, _ b: String) async throws -> String {
        try BasicAddService().concat(a, b)
    }
}

/// Opens once, for all who wait.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// What a call ends with: `success`, or the status of the error.
func status(_ call: () async throws -> some Sendable) async -> String {
    do {
        _ = try await call()
        return "success"
    } catch {
        return "\(Status(error))"
    }
}
