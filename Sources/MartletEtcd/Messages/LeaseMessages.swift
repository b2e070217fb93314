/// The messages of `/v3/lease/…`.
struct LeaseGrantRequest: Encodable, Sendable {
    /// In seconds.
    var timeToLive: EtcdNumber

    enum CodingKeys: String, CodingKey { case timeToLive = "TTL" }
}

struct LeaseRequest: Encodable, Sendable {
    var id: EtcdNumber

    enum CodingKeys: String, CodingKey { case id = "ID" }
}

/// The answer to a grant and to a keep-alive.
struct LeaseResponse: Decodable, Sendable {
    var id: Int64
    /// In seconds; 0 when there is no such lease.
    var timeToLive: Int64

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case timeToLive = "TTL"
        case header
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        _ = try fields.decode(ResponseHeader.self, forKey: .header)
        id = try fields.number(.id)
        timeToLive = try fields.number(.timeToLive)
    }
}
