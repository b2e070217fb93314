import Testing

@testable import MartletStatsD

@Suite struct ReportQueueTests {
    @Test func isBounded() {
        var queue = ReportQueue(maximumCount: 2, maximumBytes: 3)
        #expect(queue.append([1, 2, 3]) == nil)
        #expect(queue.append([1, 2, 3, 4]) == .tooLong)
        #expect(queue.append([4]) == nil)
        #expect(queue.append([5]) == .queueFull)
        #expect(queue.takeAll() == [[1, 2, 3], [4]])
        #expect(queue.takeAll().isEmpty)
        #expect(queue.append([5]) == nil)
    }
}
