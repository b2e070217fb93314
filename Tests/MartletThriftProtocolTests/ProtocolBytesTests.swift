import Testing

@testable import MartletThriftProtocol

/// `{1: i64 value, 2: string err}`
private struct Reply: ThriftStruct, Hashable {
    var value: Int64 = 0
    var err = ""

    init(value: Int64, err: String) {
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

private struct HeaderVisitor: ThriftMessageVisitor {
    func visit<Reader: ThriftReader>(
        _ reader: inout Reader
    ) throws(ThriftProtocolError) -> (ThriftMessageHeader, Reply) {
        let header = try reader.readMessageBegin()
        let reply = try Reply(from: &reader)
        try reader.readMessageEnd()
        return (header, reply)
    }
}

@Suite("Thrift's protocols, byte by byte")
struct ProtocolBytesTests {
    private static let header = ThriftMessageHeader("Sum", .reply, sequenceID: 7)
    private static let reply = Reply(value: 3, err: "é")

    static let messages: [(ThriftProtocolKind, [UInt8])] = [
        (
            .binary,
            [
                0x80, 1, 0, 2, 0, 0, 0, 3, 0x53, 0x75, 0x6D, 0, 0, 0, 7,  // strict head: version, kind, name, number
                10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3,
                11, 0, 2, 0, 0, 0, 2, 0xC3, 0xA9,
                0,
            ]
        ),
        (.compact, [0x82, 0x41, 7, 3, 0x53, 0x75, 0x6D, 0x16, 6, 0x18, 2, 0xC3, 0xA9, 0]),
        (.json, Array(#"[1,"Sum",2,7,{"1":{"i64":3},"2":{"str":"é"}}]"#.utf8)),
    ]

    @Test("a message is written and read", arguments: messages)
    func message(kind: ThriftProtocolKind, bytes: [UInt8]) throws {
        var written: [UInt8] = []
        try kind.write(Self.header, Self.reply, into: &written)
        #expect(written == bytes)
        let ((header, reply), count) = try read(bytes, kind)
        #expect(header == Self.header)
        #expect(reply == Self.reply)
        #expect(count == bytes.count)
    }

    @Test("every beginning of a message is known to be one", arguments: messages)
    func truncated(kind: ThriftProtocolKind, bytes: [UInt8]) {
        for count in bytes.indices {
            let error = #expect(throws: ThriftProtocolError.self) { try read(Array(bytes[..<count]), kind) }
            #expect(error?.kind == .truncated, "\(count) bytes: \(error.map { "\($0)" } ?? "")")
        }
    }

    private func read(
        _ bytes: [UInt8],
        _ kind: ThriftProtocolKind
    ) throws -> ((ThriftMessageHeader, Reply), byteCount: Int) {
        let result: Result<((ThriftMessageHeader, Reply), byteCount: Int), ThriftProtocolError> =
            bytes.withUnsafeBytes { buffer in
                Result { () throws(ThriftProtocolError) in
                    try kind.readMessage(buffer, limits: ThriftLimits(), HeaderVisitor())
                }
            }
        return try result.get()
    }

    @Test("writers of old have no version")
    func oldBinary() throws {
        let bytes: [UInt8] =
            [0, 0, 0, 3, 0x53, 0x75, 0x6D, 2, 0, 0, 0, 7, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0]
        let ((header, reply), _) = try read(bytes, .binary)
        #expect(header == Self.header)
        #expect(reply == Reply(value: 3, err: ""))
    }

    @Test(
        "the numbers of the compact protocol",
        arguments: [
            (0, [0]), (-1, [1]), (1, [2]), (50_399, [0xBE, 0x93, 0x06]), (-50_399, [0xBD, 0x93, 0x06]),
            (Int64.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
            (.min, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(Int64, [UInt8])]
    )
    func zigzag(number: Int64, bytes: [UInt8]) throws {
        #expect(try ThriftProtocolKind.compact.encode(number) == bytes)
        #expect(try ThriftProtocolKind.compact.decode(Int64.self, from: bytes) == number)
    }

    @Test("containers of the compact protocol")
    func compactContainers() throws {
        let compact = ThriftProtocolKind.compact
        #expect(try compact.encode([true, false]) == [0x21, 1, 2])
        #expect(try compact.decode([Bool].self, from: [0x22, 1, 2]) == [true, false])
        #expect(try compact.encode([Int32](repeating: 1, count: 15)) == [0xF5, 15] + [UInt8](repeating: 2, count: 15))
        #expect(try compact.encode([Int16: String]()) == [0])
        #expect(try compact.encode([Int16(1): "a"]) == [1, 0x48, 2, 1, 0x61])
        #expect(try compact.encode(1.0) == [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    }

    @Test("containers of the JSON protocol")
    func jsonContainers() throws {
        let json = ThriftProtocolKind.json
        func text(_ value: some ThriftValue) throws -> String {
            String(decoding: try json.encode(value), as: UTF8.self)
        }
        #expect(try text([Int32(1), 2]) == #"["i32",2,1,2]"#)
        #expect(try text([Int16(1): "a"]) == #"["i16","str",1,{"1":"a"}]"#)
        #expect(try text(["k": [true]]) == #"["str","lst",1,{"k":["tf",1,1]}]"#)
        #expect(try text(ThriftBinary([0, 1, 2, 255])) == #""AAEC/w==""#)
        #expect(try text(Double.nan) == #""NaN""#)
        #expect(try text(-Double.infinity) == #""-Infinity""#)
        #expect(try text("a\"\\\n\u{1}/") == #""a\"\\\n\u0001/""#)
        #expect(try json.decode(ThriftBinary.self, from: Array(#""AAEC/w""#.utf8)) == [0, 1, 2, 255])
        #expect(try json.decode(String.self, from: Array(#""\u00e9\ud83d\ude00\/""#.utf8)) == "é😀/")
        #expect(
            try json.decode([Double: Int8].self, from: Array(#"[ "dbl", "i8", 1, { "0.5" : 1 } ]"#.utf8)) == [0.5: 1]
        )
    }
}
