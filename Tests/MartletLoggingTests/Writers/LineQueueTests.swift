import MartletTesting
import Testing

@testable import MartletLogging

@Suite struct LineQueueTests {
    private func append(_ text: String, to queue: inout LineQueue) -> Bool {
        var text = text
        return text.withUTF8 { queue.append(UnsafeRawBufferPointer($0)) }
    }

    private func text(_ queue: borrowing LineQueue) -> String {
        String(decoding: queue.inFlight.bytes, as: UTF8.self)
    }

    @Test func oneIsFilledWhileTheOtherIsWritten() {
        var queue = LineQueue(capacity: 8)
        let value1 = queue.takeBatch()
        #expect(!value1)
        let value2 = append("abc\n", to: &queue)
        #expect(value2)
        let value3 = queue.lines
        #expect(value3 == 1)
        let value4 = queue.takeBatch()
        #expect(value4)
        let value5 = text(queue)
        #expect(value5 == "abc\n")
        let isEmpty = queue.count == 0 && queue.lines == 0
        #expect(isEmpty)
        let value6 = append("defg\n", to: &queue)
        #expect(value6)
        let value7 = queue.takeBatch()
        #expect(value7)
        let value8 = text(queue)
        #expect(value8 == "abc\n")
        queue.inFlight.consume(2)
        let value9 = text(queue)
        #expect(value9 == "c\n")
        queue.inFlight.consume(99)
        let value10 = queue.inFlight.isEmpty
        #expect(value10)
        let value11 = queue.takeBatch()
        #expect(value11)
        let value12 = text(queue)
        #expect(value12 == "defg\n")
    }

    @Test func isFullAtItsCapacity() {
        var queue = LineQueue(capacity: 8)
        let value13 = append("abc\n", to: &queue)
        #expect(value13)
        let value14 = append("defg\n", to: &queue)
        #expect(!value14)
        let value15 = append("def\n", to: &queue)
        #expect(value15)
        let value16 = append("\n", to: &queue)
        #expect(!value16)
        let value17 = queue.count
        #expect(value17 == 8)
    }

    @Test func dropsTheOldestByWholeLines() {
        var queue = LineQueue(capacity: 16)
        for line in ["aaa\n", "bb\n", "ccccc\n", "dd\n"] { _ = append(line, to: &queue) }
        let value18 = queue.dropOldest(toFit: 6)
        #expect(value18 == 2)
        let value19 = append("eeeee\n", to: &queue)
        #expect(value19)
        let value20 = queue.lines
        #expect(value20 == 3)
        let value21 = queue.takeBatch()
        #expect(value21)
        let value22 = text(queue)
        #expect(value22 == "ccccc\ndd\neeeee\n")
    }

    @Test func dropsAnEighthAtOnce() {
        var queue = LineQueue(capacity: 64)
        for _ in 0..<32 { _ = append("a\n", to: &queue) }
        let value23 = queue.dropOldest(toFit: 2)
        #expect(value23 == 4)
    }

    /// Against the plainest queue there is: a list of lines.
    @Test func keepsEveryLineInOrder() {
        var random = SeededGenerator(seed: 11)
        for capacity in [16, 33, 100] {
            var queue = LineQueue(capacity: capacity)
            var waiting: [String] = []
            var inFlight = ""
            for number in 0..<2_000 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<6:
                    let line = String("\(number)".prefix(Int.random(in: 0...4, using: &random))) + "\n"
                    let fits = waiting.joined().utf8.count + line.utf8.count <= capacity
                    let isTaken = append(line, to: &queue)
                    #expect(isTaken == fits)
                    if isTaken { waiting.append(line) }
                case 6:
                    let count = queue.dropOldest(toFit: 3)
                    waiting.removeFirst(count)
                    let room = capacity - queue.count
                    #expect(room >= 3)
                case 7:
                    if queue.takeBatch(), inFlight.isEmpty {
                        inFlight = waiting.joined()
                        waiting = []
                    }
                default:
                    let count = Int.random(in: 0...9, using: &random)
                    queue.inFlight.consume(count)
                    inFlight = String(inFlight.dropFirst(count))
                }
                let value24 = text(queue)
                #expect(value24 == inFlight)
                let value25 = queue.count
                #expect(value25 == waiting.joined().utf8.count)
                let value26 = queue.lines
                #expect(value26 == waiting.count)
            }
        }
    }
}
