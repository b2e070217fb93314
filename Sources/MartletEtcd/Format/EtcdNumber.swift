/// A 64-bit number as the gateway writes it: a string, since JSON's readers may keep 53 bits only
/// ([ProtoJSON](https://protobuf.dev/programming-guides/json/)). A number is read, too.
struct EtcdNumber: Hashable, Sendable {
    var value: Int64

    init(_ value: Int64) {
        self.value = value
    }
}

extension EtcdNumber: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Cluster and member ids are unsigned, and are not read.
        if let text = try? container.decode(String.self) {
            guard let value = Int64(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a 64-bit number")
            }
            self.value = value
        } else {
            value = try container.decode(Int64.self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value))
    }
}

extension KeyedDecodingContainer {
    /// A number, which is left out when it is 0.
    func number(_ key: Key) throws -> Int64 {
        try decodeIfPresent(EtcdNumber.self, forKey: key)?.value ?? 0
    }

    /// A truth, which is left out when it is false.
    func truth(_ key: Key) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: key) ?? false
    }
}
