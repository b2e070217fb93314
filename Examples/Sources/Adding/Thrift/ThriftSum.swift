import MartletThriftProtocol

/// The arguments of `Sum(1: i64 a, 2: i64 b)`.
struct ThriftSumArguments: ThriftStruct, Hashable {
    var a: Int64 = 0
    var b: Int64 = 0

    init(a: Int64, b: Int64) {
        self.a = a
        self.b = b
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .i64): a = try reader.read()
            case (2, .i64): b = try reader.read()
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

/// `struct SumReply { 1: i64 value, 2: string err }`
struct ThriftSumReply: ThriftStruct, Hashable {
    var value: Int64 = 0
    var err = ""

    init(value: Int64 = 0, err: String = "") {
        self.value = value
        self.err = err
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .i64): value = try reader.read()
            case (2, .string): err = try reader.read()
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(value, id: 1)
        try writer.write(err, id: 2)
        try writer.writeStructEnd()
    }
}

/// What `Sum` answers.
struct ThriftSumResult: ThriftResult {
    private var success: ThriftSumReply?

    init(success: ThriftSumReply) {
        self.success = success
    }

    init?(exception: any Error) {
        nil
    }

    func get() throws -> ThriftSumReply {
        guard let success else { throw ThriftApplicationException(.missingResult, "Sum has answered nothing") }
        return success
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (0, .structure): success = try reader.read()
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(success, id: 0)
        try writer.writeStructEnd()
    }
}
