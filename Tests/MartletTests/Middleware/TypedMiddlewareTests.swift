import Martlet
import Testing

@Suite struct TypedMiddlewareTests {
    /// Answers zero itself and doubles what `next` answers to anything else.
    private struct Doubling<Response: Sendable & AdditiveArithmetic>: TypedMiddleware {
        var name = ""
        var endsByDeadline = false

        func attached(to endpoint: String) -> Doubling {
            Doubling(name: endpoint, endsByDeadline: endsByDeadline)
        }

        func intercept<Next: Callee<String, Response>>(_ request: String, next: Next) async throws -> Response {
            if request == name || request.isEmpty { return .zero }
            let response = try await next(request)
            return response + response
        }
    }

    private let count = Endpoint(remote: "count", endsByDeadline: true) { (text: String) in text.utf8.count }

    @Test func seesTheTypes() async throws {
        let doubled = count.with(Doubling())
        #expect(try await doubled("") == 0)
        #expect(try await doubled("abc") == 6)
        #expect(try await doubled("count") == 0)
    }

    @Test func standsInTheOnionLikeAnyLayer() {
        #expect(count.with(Doubling()).with(Doubling()).layers == ["Doubling", "Doubling"])
        #expect(!count.with(Doubling()).endsByDeadline)
        #expect(count.with(Doubling(endsByDeadline: true)).endsByDeadline)
        #expect(count.with(Doubling()).name == "count")
    }
}
