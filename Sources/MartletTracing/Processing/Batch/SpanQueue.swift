/// The spans that wait to be exported, in batches: a value without locks.
struct SpanQueue: Sendable {
    private let capacity: Int
    private let batchSize: Int
    /// All but the last one are full, and none is empty.
    private var batches: [[FinishedSpan]] = []
    private(set) var count = 0

    /// - Parameters:
    ///   - capacity: How many spans may wait, at least 1.
    ///   - batchSize: How many spans a batch has at most, at least 1.
    init(capacity: Int, batchSize: Int) {
        self.capacity = max(capacity, 1)
        self.batchSize = max(batchSize, 1)
    }

    /// Whether there is a batch that will not grow any more.
    var hasFullBatch: Bool { count >= batchSize || isFull }

    private var isFull: Bool { count >= capacity }

    /// Takes in a span.
    ///
    /// - Returns: `false` when there was no room for it: what waits is kept, because it is nearer to its end.
    mutating func append(_ span: FinishedSpan) -> Bool {
        guard !isFull else { return false }
        if let last = batches.indices.last, batches[last].count < batchSize {
            batches[last].append(span)
        } else {
            batches.append([span])
        }
        count += 1
        return true
    }

    /// Takes out the oldest batch; `nil` when nothing waits.
    mutating func popBatch() -> [FinishedSpan]? {
        guard !batches.isEmpty else { return nil }
        let batch = batches.removeFirst()
        count -= batch.count
        return batch
    }

    /// Takes out everything.
    ///
    /// - Returns: How many spans that were.
    mutating func removeAll() -> Int {
        defer {
            batches = []
            count = 0
        }
        return count
    }
}
