import Martlet
import Testing

@Suite struct EndpointNopTests {
    /// Go kit: Nop with any request -> empty struct, nil error.
    @Test func anyRequestGivesEmpty() async throws {
        #expect(try await Endpoint<Empty, Empty>.nop()(Empty()) == Empty())
        #expect(try await Endpoint<String, Empty>.nop()("anything") == Empty())
        #expect(try await Endpoint<[Int], Empty>.nop()([]) == Empty())
    }

    @Test func name() {
        #expect(Endpoint<Empty, Empty>.nop().name == "nop")
        #expect(Endpoint<Empty, Empty>.nop("later").name == "later")
    }
}
