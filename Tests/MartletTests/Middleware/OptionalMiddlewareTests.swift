import Martlet
import Testing

@Suite struct OptionalMiddlewareTests {
    private let log = EventLog()
    private let endpoint = Endpoint("double") { (number: Int) in number * 2 }

    @Test(arguments: [true, false])
    func flagInAList(_ flag: Bool) async throws {
        let wrapped = endpoint.with(
            Annotate("first", log),
            flag ? Annotate("second", log) : nil,
            Annotate("third", log)
        )
        #expect(try await wrapped(4) == 8)
        let labels = flag ? ["first", "second", "third"] : ["first", "third"]
        #expect(wrapped.layers == labels)
        #expect(log.events == labels.map { "\($0) pre" } + labels.reversed().map { "\($0) post" })
    }

    @Test func noneCostsNoLayerName() async throws {
        let none: Annotate? = nil
        let wrapped = endpoint.with(none)
        #expect(wrapped.layers.isEmpty)
        #expect("\(wrapped)" == "double")
        #expect(try await wrapped(4) == 8)
    }

    @Test func nested() async throws {
        let outer: Annotate?? = .some(.some(Annotate("layer", log)))
        let wrapped = endpoint.with(outer)
        #expect(wrapped.layers == ["layer"])
        #expect(try await wrapped(4) == 8)
        #expect(log.events == ["layer pre", "layer post"])
    }
}
