import MartletThriftProtocol
import NamesIDL
import Testing

@Suite("Generated types in each protocol")
struct RoundTripTests {
    /// Checks that a value is read as it was written, and written as it was read.
    private func check<Value: ThriftValue & Equatable>(_ value: Value, _ kind: ThriftProtocolKind) throws {
        let bytes = try kind.encode(value)
        let read = try kind.decode(Value.self, from: bytes)
        #expect(read == value)
        #expect(try kind.encode(read).count == bytes.count)
    }

    @Test("Every type comes back as it went", arguments: ThriftProtocolKind.allCases)
    func everything(kind: ThriftProtocolKind) throws {
        try check(Sinks.scalars, kind)
        try check(Scalars(), kind)
        try check(Defaults(), kind)
        try check(Sinks.needed, kind)
        try check(Sinks.maybe, kind)
        try check(Maybe(), kind)
        try check(Sinks.containers, kind)
        try check(Containers(), kind)
        try check(Sinks.tree, kind)
        try check(Sinks.ids, kind)
        try check(Empty(), kind)
        try check(Sinks.broken, kind)
        try check(Sinks.odd, kind)
        try check(SinkConstants.forest, kind)
        try check(KitchenMethods.NumberArguments(value: 1, large: 2, text: "", color: .red, flag: true), kind)
        try check(KitchenMethods.ContainersResult(success: Sinks.containers), kind)
        try check(KitchenMethods.ContainersResult(broken: Sinks.broken), kind)
        try check(KitchenMethods.NothingResult(), kind)
    }

    @Test("Types with names of Swift's own come back as they went", arguments: ThriftProtocolKind.allCases)
    func names(kind: ThriftProtocolKind) throws {
        let words = NamesIDL.String(value: "a")
        try check(NamesIDL.Set(values: [1]), kind)
        try check(NamesIDL.Endpoint(ids: [ThriftUUID(high: 1, low: 2)]), kind)
        try check(
            NamesIDL.Type_(struct: "s", self_: 1, reader: 2, writer: 3, field: 4, default: true, string: words),
            kind
        )
        try check(NamesIDL.Node(next: .init(next: .init(nextStorage: 3), nextStorage: 2), nextStorage: 1), kind)
        try check(NamesIDL.Martlet_(endpoint: .init()), kind)
        try check(NamesIDL.Any_.none(5), kind)
        try check(NamesIDL.Any_.in(.default), kind)
        try check(Across(profile: NamesIDL.UserProfile(url: "u", better: 1), any: .some(1)), kind)
    }

    @Test("Unions hold exactly one of their fields", arguments: ThriftProtocolKind.allCases)
    func unions(kind: ThriftProtocolKind) throws {
        try check(Shape.radius(0.5), kind)
        try check(Shape.corner(Point(x: 1)), kind)
        try check(Choice.other(.other(.text("a"))), kind)
        // None, two, one of another type, one that is unknown.
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Shape.self, from: kind.encode(Empty())) }
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Shape.self, from: kind.encode(Broken())) }
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Shape.self, from: kind.encode(Missing(key: "a"))) }
        #expect(throws: ThriftProtocolError.self) {
            try kind.decode(Choice.self, from: kind.encode(Maybe(color: .red)))
        }
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Impossible.self, from: kind.encode(Empty())) }
    }
}
