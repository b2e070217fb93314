import Martlet
import Testing

@Suite struct MiddlewareStackTests {
    private struct House: MiddlewareStack {
        let log: EventLog

        func around<Request, Response>(_ endpoint: Endpoint<Request, Response>) -> Endpoint<Request, Response> {
            endpoint.with(Annotate("outer", log), Annotate("inner", log))
        }
    }

    @Test func theLayersGoAroundTheEndpoint() async throws {
        let log = EventLog()
        let double = Endpoint("double") { (number: Int) in number * 2 }.with(Annotate("own", log)).with(House(log: log))
        #expect(double.layers == ["outer", "inner", "own"])
        #expect(try await double(4) == 8)
        #expect(log.events == ["outer pre", "inner pre", "own pre", "own post", "inner post", "outer post"])
    }

    @Test func oneStackFitsEveryType() async throws {
        let house = House(log: EventLog())
        #expect(try await Endpoint("length") { (text: String) in text.count }.with(house)("abc") == 3)
        #expect(try await Endpoint("twice") { (number: Int) in "\(number)\(number)" }.with(house)(4) == "44")
    }
}
