import MartletThriftProtocol
import Testing

/// What `IDL/sink.thrift` and `IDL/add.thrift` were compiled to, at work.
@Suite("The compiler of the IDL: generated types")
struct RoundTripTests {
    @Test(
        "structs go through each protocol, and come back the same, byte for byte",
        arguments: ThriftProtocolKind.allCases
    )
    func scalars(kind: ThriftProtocolKind) throws {
        var scalars = Scalars()
        scalars.flag = true
        scalars.tiny = -1
        scalars.small = 2
        scalars.medium = .min
        scalars.normal = .max
        scalars.large = .min
        scalars.real = 0.25
        scalars.text = "grüße"
        scalars.bytes = [0, 255]
        scalars.color = .greenYellow
        let bytes = try kind.encode(scalars)
        let again = try kind.decode(Scalars.self, from: bytes)
        #expect(again == scalars)
        #expect(try kind.encode(again) == bytes)
    }

    @Test("enums keep values without a name", arguments: ThriftProtocolKind.allCases)
    func enums(kind: ThriftProtocolKind) throws {
        #expect(Color.negative.rawValue == -3)
        #expect(Color.alsoRed == .red)
        let unknown = Color(rawValue: 77)
        #expect(try kind.decode(Color.self, from: kind.encode(unknown)) == unknown)
    }

    @Test("unions hold exactly one of their fields", arguments: ThriftProtocolKind.allCases)
    func unions(kind: ThriftProtocolKind) throws {
        let shape = Shape.parts([.radius(1.5), .side(4), .parts([])])
        #expect(try kind.decode(Shape.self, from: kind.encode(shape)) == shape)
        // A struct without fields, and one with two of the union's.
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Shape.self, from: kind.encode(EmptyStruct())) }
        #expect(throws: ThriftProtocolError.self) { try kind.decode(Shape.self, from: kind.encode(TwoFields())) }
    }
}

private struct EmptyStruct: ThriftStruct {
    init() {}

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.writeStructEnd()
    }
}

private struct TwoFields: ThriftStruct {
    init() {}

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(1.5, id: 1)
        try writer.write(Int32(4), id: 3)
        try writer.writeStructEnd()
    }
}
