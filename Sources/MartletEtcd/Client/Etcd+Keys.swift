import Martlet

/// What the newest change of some keys is, and how many of them there are: two equal ones mean equal keys.
struct RangeSummary: Hashable, Sendable {
    var count: Int64
    var modRevision: Int64
    /// The revision of the store when it was so.
    var revision: Int64
    /// Who said so.
    var endpoint: Int
}

extension Etcd {
    /// One page of a range.
    ///
    /// - Parameters:
    ///   - start: The first key.
    ///   - end: The first key that does not belong to it.
    ///   - limit: How many keys at most.
    ///   - revision: As of when; the newest when it is `nil`.
    func page(from start: [UInt8], to end: [UInt8], limit: Int, revision: Int64?) async throws -> RangeResponse {
        let request = RangeRequest(
            key: EtcdBytes(start),
            rangeEnd: EtcdBytes(end),
            limit: EtcdNumber(Int64(limit)),
            revision: revision.map { EtcdNumber($0) }
        )
        return try await call("/v3/kv/range", request)
    }

    /// What the newest change of a range is: one small answer, however many keys there are.
    func summary(of range: KeyRange) async throws -> RangeSummary {
        let request = RangeRequest(
            key: EtcdBytes(range.start),
            rangeEnd: EtcdBytes(range.end),
            limit: EtcdNumber(1),
            sortOrder: "DESCEND",
            sortTarget: "MOD",
            keysOnly: true
        )
        return try await call("/v3/kv/range", request) { body, endpoint in
            let answer = try Self.decode(RangeResponse.self, from: body)
            return RangeSummary(
                count: answer.count,
                modRevision: answer.keyValues.first?.modRevision ?? 0,
                revision: answer.header.revision,
                endpoint: endpoint
            )
        }
    }

    /// The lease of a key: 0 when it has none, `nil` when there is no such key.
    func lease(of key: [UInt8], deadline: Deadline, timeout: Duration) async throws -> Int64? {
        let request = RangeRequest(key: EtcdBytes(key), keysOnly: true)
        let answer: RangeResponse = try await call("/v3/kv/range", request, deadline: deadline, timeout: timeout)
        return answer.keyValues.first { $0.key == key }?.lease
    }

    func put(_ key: [UInt8], _ value: [UInt8], lease: Int64, deadline: Deadline) async throws {
        let request = PutRequest(key: EtcdBytes(key), value: EtcdBytes(value), lease: EtcdNumber(lease))
        let _: HeaderResponse = try await call("/v3/kv/put", request, deadline: deadline)
    }

    func delete(_ key: [UInt8]) async throws {
        let _: HeaderResponse = try await call("/v3/kv/deleterange", DeleteRangeRequest(key: EtcdBytes(key)))
    }

    /// Opens a watch.
    func watch(_ range: KeyRange, from revision: Int64) async throws -> EtcdStream {
        let create = WatchRequest.Create(
            key: EtcdBytes(range.start),
            rangeEnd: EtcdBytes(range.end),
            startRevision: EtcdNumber(revision)
        )
        return try await open("/v3/watch", WatchRequest(createRequest: create))
    }
}
