/// The messages of `/v3/kv/…`, source:
/// [rpc.proto](https://github.com/etcd-io/etcd/blob/v3.4.23/etcdserver/etcdserverpb/rpc.proto).
struct ResponseHeader: Decodable, Sendable {
    /// The revision of the store when the member answered.
    var revision: Int64

    enum CodingKeys: String, CodingKey { case revision }

    init(revision: Int64) {
        self.revision = revision
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        revision = try fields.number(.revision)
    }
}

/// A key with its value and history.
struct KeyValue: Decodable, Sendable {
    var key: [UInt8]
    var value: [UInt8]
    /// The revision of its last change.
    var modRevision: Int64
    /// 0 when it has none.
    var lease: Int64

    enum CodingKeys: String, CodingKey {
        case key, value, lease
        case modRevision = "mod_revision"
    }

    init(key: [UInt8], value: [UInt8], modRevision: Int64, lease: Int64 = 0) {
        self.key = key
        self.value = value
        self.modRevision = modRevision
        self.lease = lease
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        key = try fields.decodeIfPresent(EtcdBytes.self, forKey: .key)?.bytes ?? []
        value = try fields.decodeIfPresent(EtcdBytes.self, forKey: .value)?.bytes ?? []
        modRevision = try fields.number(.modRevision)
        lease = try fields.number(.lease)
    }
}

struct RangeRequest: Encodable, Sendable {
    var key: EtcdBytes
    var rangeEnd: EtcdBytes?
    var limit: EtcdNumber?
    var revision: EtcdNumber?
    var sortOrder: String?
    var sortTarget: String?
    var keysOnly: Bool?

    enum CodingKeys: String, CodingKey {
        case key, limit, revision
        case rangeEnd = "range_end"
        case sortOrder = "sort_order"
        case sortTarget = "sort_target"
        case keysOnly = "keys_only"
    }
}

struct RangeResponse: Decodable, Sendable {
    var header: ResponseHeader
    var keyValues: [KeyValue]
    var hasMore: Bool
    /// How many keys there are, those beyond the limit included.
    var count: Int64

    enum CodingKeys: String, CodingKey {
        case header, more, count
        case keyValues = "kvs"
    }

    init(header: ResponseHeader, keyValues: [KeyValue], hasMore: Bool = false, count: Int64) {
        self.header = header
        self.keyValues = keyValues
        self.hasMore = hasMore
        self.count = count
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        // Never left out, so that what is not of etcd is noticed.
        header = try fields.decode(ResponseHeader.self, forKey: .header)
        keyValues = try fields.decodeIfPresent([KeyValue].self, forKey: .keyValues) ?? []
        hasMore = try fields.truth(.more)
        count = try fields.number(.count)
    }
}

struct PutRequest: Encodable, Sendable {
    var key: EtcdBytes
    var value: EtcdBytes
    var lease: EtcdNumber
}

struct DeleteRangeRequest: Encodable, Sendable {
    var key: EtcdBytes
}

/// An answer of which only the header matters.
struct HeaderResponse: Decodable, Sendable {
    var header: ResponseHeader
}
