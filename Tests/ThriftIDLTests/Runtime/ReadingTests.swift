import MartletThriftProtocol
import Testing

@Suite("What generated types make of what is not there, or not known")
struct ReadingTests {
    @Test("Fields that are missing have their default values, or zero", arguments: ThriftProtocolKind.allCases)
    func missing(kind: ThriftProtocolKind) throws {
        let nothing = try kind.encode(Empty())
        #expect(try kind.decode(Scalars.self, from: nothing) == Scalars())
        #expect(Scalars().color == .red)
        #expect(Scalars().level == Level(rawValue: 0))
        #expect(try kind.decode(Containers.self, from: nothing) == Containers())
        #expect(try kind.decode(Tree.self, from: nothing).left == nil)
        #expect(try kind.decode(Maybe.self, from: nothing) == Maybe())
        // Nothing is not on the wire, so an optional field with a default value has that again.
        let defaults = Defaults(maybe: nil, must: "x")
        #expect(try kind.decode(Defaults.self, from: kind.encode(defaults)) == Defaults(must: "x"))
        #expect(try kind.decode(KitchenMethods.NumberArguments.self, from: kind.encode(LargeOnly(large: 3))).value == 5)
    }

    @Test("Default values are those of the IDL")
    func defaults() {
        let defaults = Defaults()
        #expect(defaults.flag)
        #expect(defaults.small == -128)
        #expect(defaults.medium == 0x7FFF)
        #expect(defaults.normal == 9853)
        #expect(defaults.large == .min)
        #expect(defaults.real == 6.02e23)
        #expect(defaults.text == "single \"quotes\"")
        #expect(defaults.bytes == ThriftBinary("bytes".utf8))
        #expect(defaults.color == .blue)
        #expect(defaults.paint == .greenYellow)
        #expect(defaults.numbers == [1, 2, 3, 4])
        #expect(defaults.words == ["a", "b"])
        #expect(defaults.counts == ["one": 1, "two": 2])
        #expect(defaults.point == Point(x: 1, y: -1.5, label: "p"))
        #expect(defaults.maybe == 7)
        #expect(defaults.must == "must")
        #expect(defaults.path.count == 2)
        #expect(defaults.table["primes"] == [2, 3, 5, 7])
        #expect(defaults.shape == .radius(2))
        #expect(SharedConstants.prefix == "a\"b\\c'\t\r\n$(x)é")
        #expect(SinkConstants.places == [.red: [Point(x: 1, y: 2), Point(x: 3)], .blue: []])
    }

    @Test("Required fields that are missing are an error that names them", arguments: ThriftProtocolKind.allCases)
    func required(kind: ThriftProtocolKind) throws {
        #expect(throws: ThriftProtocolError(.missingField, "Point has no x, which is required")) {
            try kind.decode(Point.self, from: kind.encode(Empty()))
        }
        // Also where there is a default value.
        #expect(throws: ThriftProtocolError(.missingField, "Defaults has no must, which is required")) {
            try kind.decode(Defaults.self, from: kind.encode(Empty()))
        }
        // A method is not called without a struct that it needs.
        #expect(throws: ThriftProtocolError(.missingField, "scalars has no value, which is required")) {
            try kind.decode(KitchenMethods.ScalarsArguments.self, from: kind.encode(Empty()))
        }
    }

    @Test("Unknown fields, and known ones of another type, are skipped", arguments: ThriftProtocolKind.allCases)
    func unknown(kind: ThriftProtocolKind) throws {
        #expect(try kind.decode(Empty.self, from: kind.encode(Sinks.containers)) == Empty())
        // Of both structs only the first two fields are a truth value and an i8.
        let read = try kind.decode(Scalars.self, from: kind.encode(Sinks.maybe))
        #expect(read.tiny == 1)
        #expect(read.small == 0)
    }

    @Test("Results give what the method returned, or throw what it threw")
    func results() throws {
        #expect(try KitchenMethods.NumberResult(success: 5).get() == 5)
        #expect(throws: ThriftApplicationException.self) { try KitchenMethods.NumberResult().get() }
        #expect(throws: Sinks.broken) {
            try #require(KitchenMethods.ContainersResult(exception: Sinks.broken)).get()
        }
        #expect(KitchenMethods.ContainersResult(exception: Missing()) == nil)
        #expect(KitchenMethods.NothingResult(exception: Sinks.broken) == nil)
        // An exception of the IDL that is called "success".
        #expect(throws: Sinks.broken) { try #require(KitchenMethods.FailResult(exception: Sinks.broken)).get() }
    }
}

/// A struct with the one argument of `number` that is required.
private struct LargeOnly: ThriftStruct {
    var large: Int64

    init(large: Int64) { self.large = large }

    init(from reader: inout some ThriftReader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
        large = 0
    }

    func write(to writer: inout some ThriftWriter) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(large, id: 2)
        try writer.writeStructEnd()
    }
}
