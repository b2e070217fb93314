import Martlet
import Testing

@Suite struct EndpointMapTests {
    private let length = Endpoint("length") { (text: String) in text.utf8.count }

    @Test func request() async throws {
        let digits = length.map(request: { (number: Int) in "\(number)" })
        #expect(try await digits(12_345) == 5)
    }

    @Test func response() async throws {
        let isEmpty = length.map(response: { $0 == 0 })
        #expect(try await isEmpty(""))
        #expect(try await !isEmpty("x"))
    }

    @Test func both() async throws {
        let reply = length.map(request: { (number: Int) in "\(number)" }, response: { "\($0) digits" })
        #expect(try await reply(42) == "2 digits")
    }

    @Test func nameAndLayersStay() {
        let log = EventLog()
        let mapped = length.with(Annotate("inner", log)).map(response: { "\($0)" }).with(Annotate("outer", log))
        #expect(mapped.name == "length")
        #expect(mapped.layers == ["outer", "inner"])
    }

    @Test func layersSeeTheTypesOfTheirSide() async throws {
        let log = EventLog()
        let endpoint = length.with(Spy(log)).map(request: { (number: Int) in "\(number)" }).with(Spy(log))
        #expect(try await endpoint(7) == 1)
        #expect(log.events == ["Int", "String"])
    }

    @Test func errorOfTheRequestClosureKeepsTheEndpointFromRunning() async throws {
        let log = EventLog()
        let endpoint = Endpoint("inner") { (_: Int) in log.append("called") }
            .map(request: { (_: String) -> Int in throw Status(.invalidArgument) })
        let error = await #expect(throws: Status.self) { try await endpoint("x") }
        #expect(error?.code == .invalidArgument)
        #expect(log.events.isEmpty)
    }

    @Test func errorOfTheResponseClosure() async throws {
        let endpoint = length.map(response: { (_: Int) -> Int in throw Status(.dataLoss) })
        let error = await #expect(throws: Status.self) { try await endpoint("x") }
        #expect(error?.code == .dataLoss)
    }

    @Test func errorOfTheEndpointSkipsTheResponseClosure() async throws {
        let log = EventLog()
        let endpoint = Endpoint("inner") { (_: Int) -> Int in throw Status(.notFound) }
            .map(response: { (number: Int) in log.append("\(number)") })
        let error = await #expect(throws: Status.self) { try await endpoint(1) }
        #expect(error?.code == .notFound)
        #expect(log.events.isEmpty)
    }
}

private struct Spy: Middleware {
    let log: EventLog

    init(_ log: EventLog) {
        self.log = log
    }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        log.append("\(Next.Request.self)")
        return try await next(request)
    }
}
