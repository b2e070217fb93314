/// The streams that were reset here lately: what the client had sent before it knew is not held against it.
struct HTTP2ResetStreams: Sendable {
    private var ids: [UInt32] = []
    private var next = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    mutating func insert(_ id: UInt32) {
        if ids.count < limit { return ids.append(id) }
        ids[next] = id
        next = (next + 1) % limit
    }

    func contains(_ id: UInt32) -> Bool { ids.contains(id) }
}
