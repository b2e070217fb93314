import MartletThrift
import MartletThriftProtocol

/// The methods of `Peers/IDL/parcel.thrift`, as generated code has them but shorter: arguments are pairs of fields 1 and 2.
enum DepotMethods {
    static let echo = ThriftMethod<Arguments<Parcel>, Answer<Parcel>>("echo")
    static let sum = ThriftMethod<TwoArguments<Int64>, Answer<Int64>>("sum")
    static let divide = ThriftMethod<TwoArguments<Int32>, Answer<Int32>>("divide")
    static let nothing = ThriftMethod<NoArguments, NoAnswer>("nothing")
    static let note = ThriftMethod<Arguments<String>, ThriftOnewayResult>("note", isOneway: true)
    static let notes = ThriftMethod<NoArguments, Answer<[String]>>("notes")
    static let fail = ThriftMethod<Arguments<String>, Answer<Int32>>("fail")
    static let name = ThriftMethod<NoArguments, Answer<String>>("name")
}

struct NoArguments: ThriftStruct, Hashable {
    init() {}

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.writeStructEnd()
    }
}

struct Arguments<Value: ThriftValue>: ThriftStruct {
    var value: Value

    init(_ value: Value) { self.value = value }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        var value: Value?
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            if field.id == 1, field.type == Value.thriftType {
                value = try reader.read(Value.self)
            } else {
                try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
        guard let value else { throw reader.missing("value", of: "the arguments") }
        self.value = value
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(value, id: 1)
        try writer.writeStructEnd()
    }
}

struct TwoArguments<Value: ThriftValue & FixedWidthInteger>: ThriftStruct {
    var a: Value = 0
    var b: Value = 0

    init(_ a: Value, _ b: Value) {
        self.a = a
        self.b = b
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, Value.thriftType): a = try reader.read()
            case (2, Value.thriftType): b = try reader.read()
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(a, id: 1)
        try writer.write(b, id: 2)
        try writer.writeStructEnd()
    }
}

/// A result that may be the exception `Refused`, too.
struct Answer<Value: ThriftValue>: ThriftResult {
    var success: Value?
    var refused: Refused?

    init(success: Value) { self.success = success }

    init?(exception: any Error) {
        guard let refused = exception as? Refused else { return nil }
        self.refused = refused
    }

    func get() throws -> Value {
        if let refused { throw refused }
        guard let success else { throw ThriftApplicationException(.missingResult, "the method has answered nothing") }
        return success
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (0, Value.thriftType): success = try reader.read(Value.self)
            case (1, .structure): refused = try reader.read(Refused.self)
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(success, id: 0)
        try writer.write(refused, id: 1)
        try writer.writeStructEnd()
    }
}

struct NoAnswer: ThriftResult {
    init(success: ThriftVoid) {}

    init?(exception: any Error) { nil }

    func get() -> ThriftVoid { ThriftVoid() }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.writeStructEnd()
    }
}
