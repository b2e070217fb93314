import Dispatch

/// Runs blocking work (reading a socket or a pipe, starting a process) on a Dispatch thread, so that no thread of the
/// cooperative pool waits for the outside. The work must be bounded in time by itself: it cannot be cancelled.
func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        blockingWork.async { continuation.resume(with: Result { try work() }) }
    }
}

private let blockingWork = DispatchQueue(label: "RealServers.blocking", attributes: .concurrent)
