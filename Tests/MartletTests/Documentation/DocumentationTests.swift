import Logging
import Martlet
import MartletTesting
import Synchronization
import Testing

// The code of the pages in Martlet.docc, so that what they show compiles and does what they say.

private protocol StringService: Sendable {
    func uppercase(_ text: String) async throws -> String
    func count(_ text: String) async -> Int
}

private struct StringEndpoints: Sendable {
    let uppercase: Endpoint<String, String>
    let count: Endpoint<String, Int>

    init(_ service: some StringService, calls: CallCounter) {
        uppercase = Endpoint("uppercase", service.uppercase).with(calls, TimeLimit(.seconds(30)))
        count = Endpoint("count", service.count).with(calls)
    }
}

private final class CallCounter: Middleware {
    private let calls = Atomic(0)
    private let failures = Atomic(0)

    var counts: (calls: Int, failures: Int) {
        (calls.load(ordering: .relaxed), failures.load(ordering: .relaxed))
    }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        calls.add(1, ordering: .relaxed)
        do {
            return try await next(request)
        } catch {
            failures.add(1, ordering: .relaxed)
            throw error
        }
    }
}

private struct TimeLimit: Middleware {
    let limit: Duration

    init(_ limit: Duration) {
        self.limit = limit
    }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await withTimeout(limit) { try await next(request) }
    }
}

private final class InFlight: Middleware {
    private let calls = Atomic(0)

    var count: Int { calls.load(ordering: .relaxed) }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        calls.add(1, ordering: .relaxed)
        let response: Next.Response
        do {
            response = try await next(request)
        } catch {
            end()
            throw error
        }
        if let stream = next.stream(in: response) {
            stream.onEnd { _ in self.end() }
        } else {
            end()
        }
        return response
    }

    private func end() {
        calls.subtract(1, ordering: .relaxed)
    }
}

private struct LoggedStringService<Base: StringService>: StringService {
    let base: Base
    let logger: Logger

    func uppercase(_ text: String) async throws -> String {
        logger.info("uppercase", metadata: ["length": "\(text.utf8.count)"])
        return try await base.uppercase(text)
    }

    func count(_ text: String) async -> Int { await base.count(text) }
}

private struct RealStringService: StringService {
    func uppercase(_ text: String) async throws -> String {
        guard !text.isEmpty else { throw Status(.invalidArgument) }
        return text.uppercased()
    }

    func count(_ text: String) async -> Int { text.utf8.count }
}

@Suite struct DocumentationTests {
    private let service = RealStringService()
    private let calls = CallCounter()

    @Test func landingPage() async throws {
        let endpoints = StringEndpoints(service, calls: calls)
        #expect(try await endpoints.uppercase("martlet") == "MARTLET")
        #expect(try await endpoints.count("martlet") == 7)
        #expect("\(endpoints.uppercase)" == "uppercase: CallCounter > TimeLimit")
    }

    @Test func countingMiddleware() async throws {
        let endpoints = StringEndpoints(service, calls: calls)
        _ = try await endpoints.count("martlet")
        await #expect(throws: Status.self) { try await endpoints.uppercase("") }
        #expect(calls.counts == (calls: 2, failures: 1))
    }

    @Test func streamHook() async throws {
        let inFlight = InFlight()
        let numbers = Endpoint("numbers") { (count: Int) in ResponseStream(Array(1...count)) }.with(inFlight)
        let stream = try await numbers(3)
        #expect(inFlight.count == 1)
        for try await _ in stream { #expect(inFlight.count == 1) }
        #expect(inFlight.count == 0)
    }

    @Test func closureForm() async throws {
        let uppercase = Endpoint("uppercase", service.uppercase)
            .with("validation") { text, next in
                guard text.utf8.count <= 1_000 else {
                    throw Status(.invalidArgument, "the text is longer than 1000 bytes")
                }
                return try await next(text)
            }
            .with(calls)
        #expect(uppercase.layers == ["CallCounter", "validation"])
        #expect(try await uppercase("a") == "A")
        let error = await #expect(throws: Status.self) { try await uppercase(String(repeating: "a", count: 1_001)) }
        #expect(error?.code == .invalidArgument)
    }

    @Test(arguments: [true, false])
    func optionalLayer(_ flag: Bool) {
        let uppercase = Endpoint("uppercase", service.uppercase).with(calls, flag ? TimeLimit(.seconds(30)) : nil)
        #expect(uppercase.layers == (flag ? ["CallCounter", "TimeLimit"] : ["CallCounter"]))
    }

    @Test func decoratedService() async throws {
        let logger = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
        let logged = LoggedStringService(base: service, logger: logger)
        let endpoints = StringEndpoints(logged, calls: calls)
        #expect(try await endpoints.uppercase("martlet") == "MARTLET")
    }

    @Test func theExamplesConform() async throws {
        try await MiddlewareConformance.check { CallCounter() }
        try await MiddlewareConformance.check { TimeLimit(.seconds(3_600)) }
        try await MiddlewareConformance.check { InFlight() }
    }

    /// The example of MartletTesting.
    @Test func slowCallsAreCutOff() async throws {
        let slowEndpoint = Endpoint("slow") { (_: String) in try await Gate().waitUnlessCancelled() }
        let request = "anything"
        let clock = ManualClock()
        let call = Task {
            try await withTimeout(.seconds(5), clock: clock) { try await slowEndpoint(request) }
        }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(5))
        await #expect(throws: Status.self) { try await call.value }
    }
}
