import MartletJSON

enum Cases {
    static func run(_ options: Options) throws {
        try run("tiny", Tiny.json, as: Tiny.self, options)
        try run("medium", Profile.json, as: Profile.self, options)
        try run(
            "large",
            "[" + Array(repeating: Profile.json, count: 200).joined(separator: ",") + "]",
            as: [Profile].self,
            options
        )
    }

    private static func run<Value: Codable>(
        _ size: String,
        _ json: String,
        as type: Value.Type,
        _ options: Options
    ) throws {
        let codec = JSONCodec()
        let document = Array(json.utf8)
        let value = try codec.decode(type, from: document)
        try options.measure("decode-\(size)") {
            keep(try codec.decode(type, from: document.span.bytes))
        }
        try options.measure("encode-\(size)") {
            keep(try codec.withEncoded(value) { $0.byteCount })
        }
        try options.measure("encode-array-\(size)") {
            keep(try codec.encode(value))
        }
    }

    /// Keeps the optimizer from leaving out the work whose result this is.
    @inline(never)
    private static func keep<Value>(_ value: Value) {
        withExtendedLifetime(value) {}
    }
}
