import MartletThriftProtocol

/// The arguments of `Concat(1: string a, 2: string b)`.
struct ThriftConcatArguments: ThriftStruct, Hashable {
    var a: String = ""
    var b: String = ""

    init(a: String, b: String) {
        self.a = a
        self.b = b
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .string): a = try reader.read()
            case (2, .string): b = try reader.read()
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

/// `struct ConcatReply { 1: string value, 2: string err }`
struct ThriftConcatReply: ThriftStruct, Hashable {
    var value: String = ""
    var err = ""

    init(value: String = "", err: String = "") {
        self.value = value
        self.err = err
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .string): value = try reader.read()
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

/// What `Concat` answers.
struct ThriftConcatResult: ThriftResult {
    private var success: ThriftConcatReply?

    init(success: ThriftConcatReply) {
        self.success = success
    }

    init?(exception: any Error) {
        nil
    }

    func get() throws -> ThriftConcatReply {
        guard let success else { throw ThriftApplicationException(.missingResult, "Concat has answered nothing") }
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
