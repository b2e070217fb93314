import Testing

@testable import MartletTracing

@Suite struct SpanQueueTests {
    private func span(_ name: Int) -> FinishedSpan {
        FinishedSpan(name: "\(name)", spanContext: .remote(), startNanoseconds: 0, endNanoseconds: 0)
    }

    private func append(_ name: Int, to queue: inout SpanQueue) -> Bool {
        queue.append(span(name))
    }

    private func pop(_ queue: inout SpanQueue) -> [String]? {
        queue.popBatch().map { $0.map(\.name) }
    }

    @Test func batchesComeInOrder() {
        var queue = SpanQueue(capacity: 10, batchSize: 3)
        for index in 0..<7 { #expect(append(index, to: &queue)) }
        #expect(queue.count == 7)
        #expect(pop(&queue) == ["0", "1", "2"])
        #expect(queue.count == 4)
        #expect(pop(&queue) == ["3", "4", "5"])
        #expect(append(7, to: &queue))
        #expect(pop(&queue) == ["6", "7"])
        #expect(pop(&queue) == nil)
        #expect(queue.count == 0)
    }

    @Test func aFullQueueKeepsWhatItHas() {
        var queue = SpanQueue(capacity: 2, batchSize: 5)
        #expect(append(0, to: &queue))
        #expect(!queue.hasFullBatch)
        #expect(append(1, to: &queue))
        #expect(queue.hasFullBatch, "it will not grow any more")
        #expect(!append(2, to: &queue))
        #expect(pop(&queue) == ["0", "1"])
        #expect(append(3, to: &queue))
    }

    @Test func aBatchIsFullAtItsSize() {
        var queue = SpanQueue(capacity: 10, batchSize: 2)
        #expect(append(0, to: &queue))
        #expect(!queue.hasFullBatch)
        #expect(append(1, to: &queue))
        #expect(queue.hasFullBatch)
        let counts = [queue.removeAll(), queue.removeAll()]
        #expect(counts == [2, 0])
        #expect(!queue.hasFullBatch)
        #expect(pop(&queue) == nil)
    }

    @Test func strangeSizesAreOne() {
        var queue = SpanQueue(capacity: 0, batchSize: -1)
        #expect(append(0, to: &queue))
        #expect(!append(1, to: &queue))
        #expect(pop(&queue) == ["0"])
    }
}
