import Martlet
import NIOCore

/// A call that waits for a connection. Kept under the lock of the pool.
struct WaitingCall {
    /// Tells it from others.
    let number: UInt64
    let continuation: CheckedContinuation<ClientConnection, any Error>
    let timer: Scheduled<Void>?

    func resume(_ result: Result<ClientConnection, any Error>) {
        timer?.cancel()
        continuation.resume(with: result)
    }
}
