/// What the arguments of both methods are in Go: `struct { A, B int64 }` and `struct { A, B string }`.
struct NetRPCArguments<Value: Codable & Sendable>: Codable, Sendable {
    var a: Value
    var b: Value

    enum CodingKeys: String, CodingKey {
        case a = "A"
        case b = "B"
    }
}

/// What the replies are in Go: `struct { V int64 }` and `struct { V string }`.
struct NetRPCReply<Value: Codable & Sendable>: Codable, Sendable {
    var v: Value

    enum CodingKeys: String, CodingKey {
        case v = "V"
    }
}
