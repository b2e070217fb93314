import MartletThriftProtocol

/// The arguments of a method that adds, as the compiler of IDL would write them.
struct ThriftSum: ThriftStruct, Hashable {
    var a: Int64 = 0
    var b: Int64 = 0

    init(a: Int64, b: Int64) {
        self.a = a
        self.b = b
    }

    init(from reader: inout some ThriftReader) throws(ThriftProtocolError) {
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

    func write(to writer: inout some ThriftWriter) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(a, id: 1)
        try writer.write(b, id: 2)
        try writer.writeStructEnd()
    }
}

/// Its answer.
struct ThriftSumResult: ThriftResult {
    private var success: Int64

    init(success: Int64) {
        self.success = success
    }

    init?(exception: any Error) {
        return nil
    }

    init(from reader: inout some ThriftReader) throws(ThriftProtocolError) {
        throw ThriftProtocolError(.invalidData, "a server reads no answers")
    }

    func get() -> Int64 { success }

    func write(to writer: inout some ThriftWriter) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(success, id: 0)
        try writer.writeStructEnd()
    }
}
