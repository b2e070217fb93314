import Martlet
import MartletTesting
import Synchronization

// One middleware for each way to break a check of the conformance suite.

struct AnswersItself: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        if let answer = 42 as? Next.Response { return answer }
        return try await next(request)
    }
}

struct ChangesRequest: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        if let other = "other" as? Next.Request { return try await next(other) }
        return try await next(request)
    }
}

struct CallsTwice: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        _ = try await next(request)
        return try await next(request)
    }
}

struct HidesErrors: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        do {
            return try await next(request)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Status(.internal, "something went wrong")
        }
    }
}

struct AnswersErrors: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        do {
            return try await next(request)
        } catch {
            guard !(error is CancellationError), let answer = 0 as? Next.Response else { throw error }
            return answer
        }
    }
}

struct RenamesCancellation: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        do {
            return try await next(request)
        } catch is CancellationError {
            throw Status(.unavailable)
        }
    }
}

struct AnswersCancellation: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        do {
            return try await next(request)
        } catch is CancellationError {
            guard let answer = 0 as? Next.Response else { throw CancellationError() }
            return answer
        }
    }
}

/// Runs `next` where the cancellation of the caller does not arrive.
struct RunsInATaskOfItsOwn: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await Task { try await next(request) }.value
    }
}

/// Gives up at cancellation by itself and leaves `next` running.
struct LeavesNextBehind: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let (responses, response) = AsyncThrowingStream.makeStream(of: Next.Response.self)
        Task {
            do {
                response.yield(try await next(request))
            } catch {
                response.finish(throwing: error)
            }
        }
        for try await response in responses { return response }
        throw CancellationError()
    }
}

/// Remembers the first response for all requests.
final class MixesCallsUp: Middleware {
    private let first = Mutex<(any Sendable)?>(nil)

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        let first = first.withLock { first in
            if first == nil { first = response }
            return first
        }
        // Streams pass, so that this one breaks nothing else.
        guard next.stream(in: response) == nil else { return response }
        return first as? Next.Response ?? response
    }
}

/// Lets one call in at a time, and says when the second one waits.
final class OneAtATime: Middleware {
    private let waiting: Gate
    private let isBusy = Mutex(false)
    private let free = AsyncStream.makeStream(of: Void.self)

    init(waiting: Gate) {
        self.waiting = waiting
    }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        while !isBusy.withLock({ busy in
            defer { busy = true }
            return !busy
        }) {
            waiting.open()
            for await _ in free.stream { break }
            try Task.checkCancellation()
        }
        defer {
            isBusy.withLock { $0 = false }
            free.continuation.yield()
        }
        return try await next(request)
    }
}

/// Sends the second call away while the first is running.
final class Busy: Middleware {
    private let isBusy = Mutex(false)

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let wasBusy = isBusy.withLock { busy in
            defer { busy = true }
            return busy
        }
        guard !wasBusy else { throw Status(.resourceExhausted) }
        defer { isBusy.withLock { $0 = false } }
        return try await next(request)
    }
}

struct NeedsContent: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard MemoryLayout<Next.Request>.size > 0 else { throw Status(.invalidArgument, "no content") }
        return try await next(request)
    }
}

/// Reads the stream to count its elements, and passes on what is left: nothing.
struct ReadsStreams: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        if let stream = response as? ResponseStream<Int> {
            for try await _ in stream {}
        }
        return response
    }
}

/// Copies the elements into a new stream, so that failures are lost.
struct SwallowsStreamErrors: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        guard let stream = response as? ResponseStream<Int> else { return response }
        let iterator = Mutex(Optional(stream.makeAsyncIterator()))
        let quiet = AsyncStream<Int>(unfolding: {
            guard var reader = iterator.withLock({ $0.take() }) else { return nil }
            let element = try? await reader.next()
            return element
        })
        return ResponseStream(quiet) as? Next.Response ?? response
    }
}

/// Keeps every response, for a cache that nobody empties.
final class KeepsStreams: Middleware {
    private let kept = Mutex<[any Sendable]>([])

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        kept.withLock { $0.append(response) }
        return response
    }
}

struct ForgetsTaskLocals: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let call = Task.detached { try await next(request) }
        return try await withTaskCancellationHandler {
            try await call.value
        } onCancel: {
            call.cancel()
        }
    }
}

struct ClearsTheContext: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await RequestContext.$current.withValue(RequestContext()) { try await next(request) }
    }
}
