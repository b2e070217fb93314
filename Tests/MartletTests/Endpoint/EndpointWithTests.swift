import Martlet
import Testing

@Suite struct EndpointWithTests {
    private let log = EventLog()

    private var endpoint: Endpoint<Int, Int> {
        Endpoint("centre") { [log] request in
            log.append("my endpoint!")
            return request + 1
        }
    }

    private func layer(_ label: String) -> Annotate { Annotate(label, log) }

    /// Calls the endpoint and compares what happened with the labels in the order of the list.
    private func expectOrder(
        _ labels: [String],
        of endpoint: Endpoint<Int, Int>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try await endpoint(1) == 2, sourceLocation: sourceLocation)
        let expected = labels.map { "\($0) pre" } + ["my endpoint!"] + labels.reversed().map { "\($0) post" }
        #expect(log.events == expected, sourceLocation: sourceLocation)
        #expect(endpoint.layers == labels, sourceLocation: sourceLocation)
        #expect(endpoint.name == "centre", sourceLocation: sourceLocation)
    }

    /// Go kit's case, word for word.
    @Test func chain() async throws {
        let endpoint = Endpoint("centre") { [log] (_: Empty) in
            log.append("my endpoint!")
            return Empty()
        }
        .with(Annotate("first", log), Annotate("second", log), Annotate("third", log))
        _ = try await endpoint(Empty())
        #expect(
            log.events == [
                "first pre",
                "second pre",
                "third pre",
                "my endpoint!",
                "third post",
                "second post",
                "first post",
            ]
        )
    }

    @Test func noLayer() async throws {
        try await expectOrder([], of: endpoint)
    }

    @Test func oneLayer() async throws {
        try await expectOrder(["a"], of: endpoint.with(layer("a")))
    }

    @Test func twoLayers() async throws {
        try await expectOrder(["a", "b"], of: endpoint.with(layer("a"), layer("b")))
    }

    @Test func threeLayers() async throws {
        try await expectOrder(["a", "b", "c"], of: endpoint.with(layer("a"), layer("b"), layer("c")))
    }

    @Test func fourLayers() async throws {
        try await expectOrder(["a", "b", "c", "d"], of: endpoint.with(layer("a"), layer("b"), layer("c"), layer("d")))
    }

    @Test func fiveLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e")
        )
        try await expectOrder(["a", "b", "c", "d", "e"], of: wrapped)
    }

    @Test func sixLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f"], of: wrapped)
    }

    @Test func sevenLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g"], of: wrapped)
    }

    @Test func eightLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g"),
            layer("h")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g", "h"], of: wrapped)
    }

    @Test func nineLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g"),
            layer("h"),
            layer("i")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g", "h", "i"], of: wrapped)
    }

    @Test func tenLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g"),
            layer("h"),
            layer("i"),
            layer("j")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], of: wrapped)
    }

    @Test func elevenLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g"),
            layer("h"),
            layer("i"),
            layer("j"),
            layer("k")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"], of: wrapped)
    }

    @Test func twelveLayers() async throws {
        let wrapped = endpoint.with(
            layer("a"),
            layer("b"),
            layer("c"),
            layer("d"),
            layer("e"),
            layer("f"),
            layer("g"),
            layer("h"),
            layer("i"),
            layer("j"),
            layer("k"),
            layer("l")
        )
        try await expectOrder(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"], of: wrapped)
    }

    @Test func callingWithAgainWrapsOutside() async throws {
        let inner = endpoint.with(layer("c"), layer("d"))
        try await expectOrder(["a", "b", "c", "d"], of: inner.with(layer("a"), layer("b")))
    }

    @Test func twentyFourLayersInTwoSteps() async throws {
        let labels = (1...24).map { "layer \($0)" }
        let layers = labels.map(layer)
        let inner = endpoint.with(
            layers[12],
            layers[13],
            layers[14],
            layers[15],
            layers[16],
            layers[17],
            layers[18],
            layers[19],
            layers[20],
            layers[21],
            layers[22],
            layers[23]
        )
        let outer = inner.with(
            layers[0],
            layers[1],
            layers[2],
            layers[3],
            layers[4],
            layers[5],
            layers[6],
            layers[7],
            layers[8],
            layers[9],
            layers[10],
            layers[11]
        )
        try await expectOrder(labels, of: outer)
    }

    /// A hundred layers, one by one: the chain is as deep as it is long.
    @Test func hundredLayersInALoop() async throws {
        let labels = (1...100).map { "\($0)" }
        let wrapped = labels.reversed().reduce(endpoint) { $0.with(layer($1)) }
        try await expectOrder(labels, of: wrapped)
    }

    @Test func errorRunsPostInReverseToo() async throws {
        let broken = Endpoint("broken") { (_: Int) -> Int in throw Status(.notFound) }
            .with(layer("a"), layer("b"))
        let error = await #expect(throws: Status.self) { try await broken(1) }
        #expect(error?.code == .notFound)
        #expect(log.events == ["a pre", "b pre", "b post", "a post"])
    }

    @Test func layersThatDoNotCallNextHideTheRest() async throws {
        let wrapped = endpoint.with(layer("a"), Reject(), layer("b"))
        let error = await #expect(throws: Status.self) { try await wrapped(1) }
        #expect(error?.code == .unavailable)
        #expect(log.events == ["a pre", "a post"])
    }

    @Test func layersMayCallNextAgain() async throws {
        let wrapped = endpoint.with(layer("a"), Twice(), layer("b"))
        #expect(try await wrapped(1) == 2)
        #expect(
            log.events == ["a pre", "b pre", "my endpoint!", "b post", "b pre", "my endpoint!", "b post", "a post"]
        )
    }
}

private struct Reject: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        throw Status(.unavailable)
    }
}

private struct Twice: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        _ = try await next(request)
        return try await next(request)
    }
}
