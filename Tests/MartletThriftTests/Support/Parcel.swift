import MartletThriftProtocol

/// The types of `Peers/IDL/parcel.thrift`.
struct Color: ThriftEnum {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    static let red = Color(rawValue: 1)
    static let blue = Color(rawValue: 5)
}

struct Stamp: ThriftStruct, Hashable {
    var text: String
    var value: Int32?

    init(text: String, value: Int32? = nil) {
        self.text = text
        self.value = value
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        var text: String?
        var value: Int32?
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .string): text = try reader.read()
            case (2, .i32): value = try reader.read(Int32.self)
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
        guard let text else { throw reader.missing("text", of: "Stamp") }
        self.init(text: text, value: value)
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(text, id: 1)
        try writer.write(value, id: 2)
        try writer.writeStructEnd()
    }
}

struct Parcel: ThriftStruct, Hashable {
    var flag = false
    var tiny: Int8 = 0
    var small: Int16 = 0
    var middle: Int32 = 0
    var large: Int64 = 0
    var real = 0.0
    var text = ""
    var data = ThriftBinary()
    var numbers: [Int32] = []
    var words: Set<String> = []
    var counts: [String: Int64] = [:]
    var stamp = Stamp(text: "")
    var color = Color.red
    var stamps: [Stamp] = []
    var table: [Int32: [Bool]] = [:]
    var note: String?

    static let full = Parcel(
        flag: true,
        tiny: -8,
        small: -1600,
        middle: -320_000,
        large: -(1 << 60),
        real: -0.15625,
        text: "Grüße 🦜",
        data: [0, 255, 128],
        numbers: Array(-20..<20),
        words: ["a", "b"],
        counts: ["one": 1, "minus": -1],
        stamp: Stamp(text: "s", value: 7),
        color: .blue,
        stamps: [Stamp(text: "x"), Stamp(text: "y", value: 0)],
        table: [1: [true, false], 2: []]
    )
}

extension Parcel {
    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self.init()
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .bool): flag = try reader.read()
            case (2, .i8): tiny = try reader.read()
            case (3, .i16): small = try reader.read()
            case (4, .i32): middle = try reader.read()
            case (5, .i64): large = try reader.read()
            case (6, .double): real = try reader.read()
            case (7, .string): text = try reader.read()
            case (8, .string): data = try reader.read()
            case (9, .list): numbers = try reader.read()
            case (10, .set): words = try reader.read()
            case (11, .map): counts = try reader.read()
            case (12, .structure): stamp = try reader.read()
            case (13, .i32): color = try reader.read()
            case (14, .list): stamps = try reader.read()
            case (15, .map): table = try reader.read()
            case (16, .string): note = try reader.read(String.self)
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(flag, id: 1)
        try writer.write(tiny, id: 2)
        try writer.write(small, id: 3)
        try writer.write(middle, id: 4)
        try writer.write(large, id: 5)
        try writer.write(real, id: 6)
        try writer.write(text, id: 7)
        try writer.write(data, id: 8)
        try writer.write(numbers, id: 9)
        try writer.write(words, id: 10)
        try writer.write(counts, id: 11)
        try writer.write(stamp, id: 12)
        try writer.write(color, id: 13)
        try writer.write(stamps, id: 14)
        try writer.write(table, id: 15)
        try writer.write(note, id: 16)
        try writer.writeStructEnd()
    }
}

struct Refused: ThriftException, Hashable {
    var reason = ""
    var number: Int32 = 0

    init(reason: String, number: Int32) {
        self.reason = reason
        self.number = number
    }

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .string): reason = try reader.read()
            case (2, .i32): number = try reader.read()
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(reason, id: 1)
        try writer.write(number, id: 2)
        try writer.writeStructEnd()
    }
}
