import Martlet
import Synchronization

/// Only calls the next layer.
struct PassThrough: Middleware {
    @inline(__always)
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await next(request)
    }
}

/// Adds 1 to an atomic counter of its own.
struct AtomicCounter: Middleware {
    private final class Calls: Sendable {
        let count = Atomic(0)
    }

    private let calls = Calls()

    @inline(__always)
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        calls.count.wrappingAdd(1, ordering: .relaxed)
        return try await next(request)
    }
}

/// Adds 1 to an integer behind a mutex of its own.
struct MutexCounter: Middleware {
    private final class Calls: Sendable {
        let count = Mutex(0)
    }

    private let calls = Calls()

    @inline(__always)
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        calls.count.withLock { $0 &+= 1 }
        return try await next(request)
    }
}
