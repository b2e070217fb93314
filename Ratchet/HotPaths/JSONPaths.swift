import MartletJSON

/// Values from and to JSON: driven by `Codable`, and by types that do it themselves.
enum JSONPaths {
    static func make() throws -> [HotPath] {
        let codec = JSONCodec()
        let text = Array(#"{"s":"hello, world"}"#.utf8)
        let profile = Array(Profile.json.utf8)
        let value = try codec.decode(Profile.self, from: profile)
        let direct = try codec.decode(DirectText.self, from: text.span.bytes)
        return [
            HotPath("json-decode") { count in
                for _ in 0..<count { keep(try codec.decode(Text.self, from: text.span.bytes)) }
            },
            HotPath("json-decode-direct") { count in
                for _ in 0..<count { keep(try codec.decode(DirectText.self, from: text.span.bytes)) }
            },
            HotPath("json-decode-profile") { count in
                for _ in 0..<count { keep(try codec.decode(Profile.self, from: profile.span.bytes)) }
            },
            HotPath("json-encode") { count in
                let text = Text(s: "hello, world")
                for _ in 0..<count { keep(try codec.withEncoded(text) { $0.byteCount }) }
            },
            HotPath("json-encode-direct") { count in
                for _ in 0..<count { keep(try codec.withEncoded(direct) { $0.byteCount }) }
            },
            HotPath("json-encode-profile") { count in
                for _ in 0..<count { keep(try codec.withEncoded(value) { $0.byteCount }) }
            },
        ]
    }
}

private struct Text: Codable {
    var s: String
}

struct DirectText: Codable, Sendable, JSONReadable, JSONWritable {
    var s: String

    init(from reader: inout JSONReader) throws {
        s = try reader.object().read("s")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("s", s) }
    }
}

/// Some of everything that JSON has, in some 250 bytes.
private struct Profile: Codable {
    struct Address: Codable {
        var id: String
        var location: String
    }

    var id: String
    var name: String
    var addresses: [Address]
    var age: Int
    var score: Double
    var tags: [String]
    var nick: String?

    static let json = """
        {"id":"u-123456","name":"Ada Lovelace","addresses":[\
        {"id":"a1","location":"12 St James Square, London"},\
        {"id":"a2","location":"Ockham Park, Surrey"}],\
        "age":36,"score":97.25,"tags":["math","engine","poet","london","first"],"nick":null}
        """
}
