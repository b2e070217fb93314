/// `{"a":1,"b":2}`
public struct SumRequest: Codable, Hashable, Sendable {
    var a: Int64
    var b: Int64
}

/// `{"v":3}`
public struct SumResponse: Codable, Hashable, Sendable {
    var v: Int64
}

/// `{"a":"1","b":"2"}`
public struct ConcatRequest: Codable, Hashable, Sendable {
    var a: String
    var b: String
}

/// `{"v":"12"}`
public struct ConcatResponse: Codable, Hashable, Sendable {
    var v: String
}
