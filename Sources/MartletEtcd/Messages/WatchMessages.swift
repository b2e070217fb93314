/// The messages of `/v3/watch`.
struct WatchRequest: Encodable, Sendable {
    struct Create: Encodable, Sendable {
        var key: EtcdBytes
        var rangeEnd: EtcdBytes
        var startRevision: EtcdNumber

        enum CodingKeys: String, CodingKey {
            case key
            case rangeEnd = "range_end"
            case startRevision = "start_revision"
        }
    }

    var createRequest: Create

    enum CodingKeys: String, CodingKey { case createRequest = "create_request" }
}

struct WatchResponse: Decodable, Sendable {
    struct Event: Decodable, Sendable {
        var isDeletion: Bool
        var keyValue: KeyValue

        enum CodingKeys: String, CodingKey {
            case type
            case keyValue = "kv"
        }

        init(isDeletion: Bool = false, _ keyValue: KeyValue) {
            self.isDeletion = isDeletion
            self.keyValue = keyValue
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            isDeletion = try fields.decodeIfPresent(String.self, forKey: .type) == "DELETE"
            keyValue = try fields.decode(KeyValue.self, forKey: .keyValue)
        }
    }

    var header: ResponseHeader
    var isCreated: Bool
    var isCancelled: Bool
    /// Not 0 when the watch was asked for revisions that the store has forgotten.
    var compactRevision: Int64
    var cancelReason: String
    var events: [Event]

    enum CodingKeys: String, CodingKey {
        case header, created, canceled, events
        case compactRevision = "compact_revision"
        case cancelReason = "cancel_reason"
    }

    init(
        revision: Int64,
        isCreated: Bool = false,
        isCancelled: Bool = false,
        compactRevision: Int64 = 0,
        cancelReason: String = "",
        events: [Event] = []
    ) {
        header = ResponseHeader(revision: revision)
        self.isCreated = isCreated
        self.isCancelled = isCancelled
        self.compactRevision = compactRevision
        self.cancelReason = cancelReason
        self.events = events
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        header = try fields.decode(ResponseHeader.self, forKey: .header)
        isCreated = try fields.truth(.created)
        isCancelled = try fields.truth(.canceled)
        compactRevision = try fields.number(.compactRevision)
        cancelReason = try fields.decodeIfPresent(String.self, forKey: .cancelReason) ?? ""
        events = try fields.decodeIfPresent([Event].self, forKey: .events) ?? []
    }
}
