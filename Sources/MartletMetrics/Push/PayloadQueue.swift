/// What waits to be sent, within bounds: when there is too much, the oldest goes.
struct PayloadQueue<Payload> {
    private var payloads: [(payload: Payload, size: Int)] = []
    private var head = 0
    private var byteCount = 0
    private let maximumPayloads: Int
    private let maximumBytes: Int

    init(maximumPayloads: Int, maximumBytes: Int) {
        self.maximumPayloads = max(maximumPayloads, 1)
        self.maximumBytes = max(maximumBytes, 1)
    }

    var count: Int { payloads.count - head }

    var first: Payload? { count > 0 ? payloads[head].payload : nil }

    /// - Returns: How many payloads had to go; the new one is among them when it alone is too large.
    mutating func append(_ payload: Payload, size: Int) -> Int {
        guard size <= maximumBytes else { return 1 }
        var dropped = 0
        while count >= maximumPayloads || (count > 0 && byteCount + size > maximumBytes) {
            removeFirst()
            dropped += 1
        }
        payloads.append((payload, size))
        byteCount += size
        return dropped
    }

    mutating func removeFirst() {
        guard count > 0 else { return }
        byteCount -= payloads[head].size
        head += 1
        // Now and then, so that taking all costs as much as putting all in.
        if head * 2 > payloads.count {
            payloads.removeFirst(head)
            head = 0
        }
    }
}
