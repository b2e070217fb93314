import Martlet
import Synchronization

/// A domain error that the kit knows nothing about.
private struct DomainError: Error {}

private enum ProbeKey: RequestContextKey {
    typealias Value = Int
}

/// The checks of single calls.
extension MiddlewareConformance {
    static func checkRequestAndResponse(_ middleware: some Middleware) async throws {
        let seen = Mutex("nothing")
        let endpoint = Endpoint("probe") { (request: String) in
            seen.withLock { $0 = request }
            return request.utf8.count
        }
        .with(middleware)
        let response = try await endpoint("hello")
        let request = seen.withLock { $0 }
        try require(request == "hello", "the request was \"hello\", next got \"\(request)\"")
        try require(response == 5, "next returned 5, the caller got \(response)")
        try require(endpoint.name == "probe", "the endpoint \"probe\" is now called \"\(endpoint.name)\"")
    }

    static func checkCallsNextOnce(_ middleware: some Middleware) async throws {
        let count = Atomic(0)
        let endpoint = Endpoint("probe") { (request: Int) in
            count.add(1, ordering: .relaxed)
            return request
        }
        .with(middleware)
        _ = try await endpoint(1)
        let calls = count.load(ordering: .relaxed)
        try require(calls == 1, "next was called \(calls) times by a call that succeeded")
    }

    static func checkErrors(_ middleware: some Middleware) async throws {
        let errors: [any Error] = [Status(.notFound), Status(.unavailable), DomainError()]
        for error in errors {
            let endpoint = Endpoint("probe") { (_: Int) -> Int in throw error }.with(middleware)
            let thrown = Status(error).code
            do {
                _ = try await endpoint(1)
            } catch {
                let received = Status(error).code
                try require(received == thrown, "next threw \(thrown), the caller got \(received)")
                continue
            }
            throw Problem("next threw \(thrown), the caller got a response")
        }
    }

    static func checkEmpty(_ middleware: some Middleware) async throws {
        let endpoint = Endpoint<Empty, Empty>.nop("probe").with(middleware)
        _ = try await endpoint(Empty())
        let void = Endpoint("probe") { (_: Void) in }.with(middleware)
        try await void(())
    }

    static func checkTaskLocals(_ middleware: some Middleware) async throws {
        let endpoint = Endpoint("probe") { (_: Int) in
            [RequestContext.current.requestID ?? "nothing", "\(RequestContext.current[ProbeKey.self] ?? 0)"]
        }
        .with(middleware)
        var context = RequestContext()
        context.requestID = "probe-1"
        context[ProbeKey.self] = 7
        let seen = try await RequestContext.$current.withValue(context) { try await endpoint(1) }
        try require(
            seen == ["probe-1", "7"],
            "RequestContext.current had request id \"probe-1\" and value 7, next saw \"\(seen[0])\" and \(seen[1])"
        )
    }
}
