import Martlet
import Testing

private struct Page: StreamingResponse {
    var title: String
    var rows: ResponseStream<Int>

    func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void) { rows.onEnd(handler) }
}

/// Says whether it saw a stream, and when that ended.
private struct Watch: Middleware {
    let label: String
    let log: EventLog

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        if let stream = next.stream(in: response) {
            log.append("\(label) streams")
            stream.onEnd { log.append("\(label) \($0)") }
        } else {
            log.append("\(label) plain")
        }
        return response
    }
}

@Suite struct StreamInTests {
    private let log = EventLog()

    private func watch(_ label: String) -> Watch { Watch(label: label, log: log) }

    @Test func plainResponse() async throws {
        let endpoint = Endpoint("plain") { (number: Int) in number }
        #expect(!endpoint.streamsResponse)
        #expect(endpoint.stream(in: 1) == nil)
        _ = try await endpoint.with(watch("layer"))(1)
        #expect(log.events == ["layer plain"])
    }

    @Test func streamingResponse() async throws {
        let endpoint = Endpoint("ticks") { (count: Int) in ResponseStream(Array(1...count)) }
            .with(watch("outer"), watch("inner"))
        #expect(endpoint.streamsResponse)
        let stream = try await endpoint(3)
        #expect(log.events == ["inner streams", "outer streams"])
        var elements: [Int] = []
        for try await element in stream { elements.append(element) }
        #expect(elements == [1, 2, 3])
        #expect(log.events.dropFirst(2) == ["inner finished", "outer finished"])
    }

    @Test func typeThatForwardsOnEnd() async throws {
        let endpoint = Endpoint("page") { (count: Int) in Page(title: "numbers", rows: ResponseStream(Array(1...count)))
        }
        .with(watch("layer"))
        #expect(endpoint.streamsResponse)
        let page = try await endpoint(2)
        #expect(page.title == "numbers")
        #expect(log.events == ["layer streams"])
        for try await _ in page.rows {}
        #expect(log.events == ["layer streams", "layer finished"])
    }

    @Test func mapFromStreamToStream() async throws {
        let endpoint = Endpoint("rows") { (count: Int) in ResponseStream(Array(1...count)) }
            .with(watch("inner"))
            .map(request: { (text: String) in text.utf8.count }, response: { Page(title: "mapped", rows: $0) })
            .with(watch("outer"))
        #expect(endpoint.streamsResponse)
        let page = try await endpoint("ab")
        for try await _ in page.rows {}
        #expect(log.events == ["inner streams", "outer streams", "inner finished", "outer finished"])
    }

    @Test func mapFromStreamToPlain() async throws {
        let endpoint = Endpoint("rows") { (count: Int) in ResponseStream(Array(1...count)) }
            .with(watch("inner"))
            .map(response: { _ in "dropped" })
            .with(watch("outer"))
        #expect(!endpoint.streamsResponse)
        #expect(try await endpoint(2) == "dropped")
        #expect(Set(log.events) == ["inner streams", "inner cancelled", "outer plain"])
    }

    @Test func mapFromPlainToStream() async throws {
        let endpoint = Endpoint("count") { (count: Int) in count }
            .with(watch("inner"))
            .map(response: { ResponseStream(Array(1...$0)) })
            .with(watch("outer"))
        #expect(endpoint.streamsResponse)
        for try await _ in try await endpoint(2) {}
        #expect(log.events == ["inner plain", "outer streams", "outer finished"])
    }

    @Test func closureLayerKeepsTheStream() async throws {
        let endpoint = Endpoint("rows") { (count: Int) in ResponseStream(Array(1...count)) }
            .with("closure") { request, next in try await next(request) }
            .with(watch("outer"))
        for try await _ in try await endpoint(2) {}
        #expect(log.events == ["outer streams", "outer finished"])
    }
}
