import MartletThriftProtocol

/// One field of each type, as the compiler of the IDL would write it.
struct Sample: ThriftStruct, Hashable {
    var flag = false
    var tiny: Int8 = 0
    var small: Int16 = 0
    var medium: Int32 = 0
    var large: Int64 = 0
    var ratio = 0.0
    var text = ""
    var data: ThriftBinary = []
    var uuid = ThriftUUID()
    var list: [Int32] = []
    var flags: [Bool] = []
    var set: Set<String> = []
    var map: [Int16: String] = [:]
    var nested: [String: [Int64: [Double]]] = [:]
    var next: ThriftIndirect<Sample>?
    var color: Color = .red
    var far: Int32?

    struct Color: ThriftEnum {
        let rawValue: Int32

        init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        static let red = Color(rawValue: 1)
    }

    init() {}

    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .bool): flag = try reader.read()
            case (2, .i8): tiny = try reader.read()
            case (3, .i16): small = try reader.read()
            case (4, .i32): medium = try reader.read()
            case (5, .i64): large = try reader.read()
            case (6, .double): ratio = try reader.read()
            case (7, .string): text = try reader.read()
            case (8, .string): data = try reader.read()
            case (9, .uuid): uuid = try reader.read()
            case (10, .list): list = try reader.read()
            case (11, .list): flags = try reader.read()
            case (12, .set): set = try reader.read()
            case (13, .map): map = try reader.read()
            case (14, .map): nested = try reader.read()
            case (15, .structure): next = try reader.read()
            case (16, .i32): color = try reader.read()
            case (1_000, .i32): far = try reader.read()
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
        try writer.write(medium, id: 4)
        try writer.write(large, id: 5)
        try writer.write(ratio, id: 6)
        try writer.write(text, id: 7)
        try writer.write(data, id: 8)
        try writer.write(uuid, id: 9)
        try writer.write(list, id: 10)
        try writer.write(flags, id: 11)
        try writer.write(set, id: 12)
        try writer.write(map, id: 13)
        try writer.write(nested, id: 14)
        try writer.write(next, id: 15)
        try writer.write(color, id: 16)
        try writer.write(far, id: 1_000)
        try writer.writeStructEnd()
    }
}

extension Sample {
    /// A value of any size, from random numbers.
    init(_ generator: inout some RandomNumberGenerator, depth: Int = 3) {
        flag = .random(using: &generator)
        tiny = .random(in: .min ... .max, using: &generator)
        small = .random(in: .min ... .max, using: &generator)
        medium = .random(in: .min ... .max, using: &generator) >> Int32.random(in: 0...31, using: &generator)
        large = .random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...63, using: &generator)
        ratio =
            [0, -0.5, 1e300, .infinity, -.infinity, .random(in: -1...1, using: &generator)]
            .randomElement(using: &generator) ?? 0
        text = Self.text(&generator)
        data = ThriftBinary(
            (0..<Int.random(in: 0...40, using: &generator)).map { _ in .random(in: 0...255, using: &generator) }
        )
        uuid = ThriftUUID(high: generator.next(), low: generator.next())
        list = (0..<Int.random(in: 0...20, using: &generator)).map { _ in .random(in: .min ... .max, using: &generator)
        }
        flags = (0..<Int.random(in: 0...20, using: &generator)).map { _ in .random(using: &generator) }
        for _ in 0..<Int.random(in: 0...5, using: &generator) { set.insert(Self.text(&generator)) }
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            map[.random(in: .min ... .max, using: &generator)] = Self.text(&generator)
            nested[Self.text(&generator)] = [.random(in: .min ... .max, using: &generator): [0.25, -3]]
        }
        if depth > 0, Bool.random(using: &generator) {
            next = ThriftIndirect(Sample(&generator, depth: depth - 1))
        }
        color = Color(rawValue: .random(in: .min ... .max, using: &generator))
        far = Bool.random(using: &generator) ? .random(in: .min ... .max, using: &generator) : nil
    }

    private static func text(_ generator: inout some RandomNumberGenerator) -> String {
        let parts = ["a", "\"", "\\", "\n", "\u{0}", "é", "😀", "/", "\u{7F}", "key", "\u{2028}"]
        return (0..<Int.random(in: 0...8, using: &generator))
            .map { _ in parts.randomElement(using: &generator) ?? "" }
            .joined()
    }
}
