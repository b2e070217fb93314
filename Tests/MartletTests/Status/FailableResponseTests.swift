import Martlet
import Testing

private struct Reply: FailableResponse {
    var text = ""
    var failure: (any Error)?
}

@Suite struct FailableResponseTests {
    /// Go kit: nobody in the endpoint layer looks at `Failed()`.
    @Test func isASuccessForEveryLayer() async throws {
        let log = EventLog()
        let endpoint = Endpoint("failable") { (text: String) in
            Reply(failure: ProfileError.notFound(text))
        }
        .with(Annotate("layer", log))
        .with("closure") { request, next in
            let reply = try await next(request)
            log.append("returned")
            return reply
        }
        let reply = try await endpoint("7")
        let failure = try #require(reply.failure)
        #expect(Status(failure).code == .notFound)
        #expect(log.events == ["layer pre", "layer post", "returned"])
    }
}
