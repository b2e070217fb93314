import MartletTesting
import Testing

@testable import MartletMetrics

@Suite struct PayloadQueueTests {
    @Test func theOldestGoFirst() {
        var queue = PayloadQueue<Int>(maximumPayloads: 3, maximumBytes: 100)
        #expect(queue.first == nil)
        for number in 1...3 { #expect(queue.append(number, size: 10) == 0) }
        #expect(queue.append(4, size: 10) == 1)
        #expect(queue.first == 2)
        queue.removeFirst()
        #expect(queue.first == 3)
        #expect(queue.count == 2)
    }

    @Test func bytesAreBounded() {
        var queue = PayloadQueue<Int>(maximumPayloads: 100, maximumBytes: 100)
        _ = queue.append(1, size: 40)
        _ = queue.append(2, size: 40)
        #expect(queue.append(3, size: 20) == 0)
        #expect(queue.append(4, size: 60) == 2)
        #expect(queue.first == 3)
        // What is too large by itself displaces nobody.
        #expect(queue.append(5, size: 101) == 1)
        #expect(queue.count == 2)
        #expect(queue.append(6, size: 100) == 2)
        #expect(queue.first == 6)
    }

    @Test func removingFromAnEmptyOneIsNothing() {
        var queue = PayloadQueue<Int>(maximumPayloads: 0, maximumBytes: 0)
        queue.removeFirst()
        #expect(queue.append(1, size: 1) == 0)
        #expect(queue.append(2, size: 1) == 1)
        #expect(queue.first == 2)
        queue.removeFirst()
        #expect(queue.count == 0)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func itAgreesWithAnArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = PayloadQueue<Int>(maximumPayloads: 20, maximumBytes: 300)
        var model: [(number: Int, size: Int)] = []
        for number in 0..<3_000 {
            if Int.random(in: 0..<3, using: &random) == 0 {
                queue.removeFirst()
                if !model.isEmpty { model.removeFirst() }
            } else {
                let size = Int.random(in: 0...60, using: &random)
                var dropped = 0
                while model.count >= 20 || model.map(\.size).reduce(0, +) + size > 300 {
                    model.removeFirst()
                    dropped += 1
                }
                model.append((number, size))
                #expect(queue.append(number, size: size) == dropped)
            }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first?.number)
        }
    }
}

@Suite struct PushBackoffTests {
    /// Inventory, section 27: doubled, plus or minus a half, at most a minute.
    @Test func delaysDoubleUpToALimit() {
        var backoff = PushBackoff(initial: .seconds(1), maximum: .seconds(60))
        let middles = (0..<8).map { _ in backoff.delay(random: 0.5) }
        #expect(middles == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        backoff.reset()
        #expect(backoff.delay(random: 0) == .milliseconds(500))
        #expect(backoff.delay(random: 1) == .seconds(3))
    }
}

@Suite struct PushStateTests {
    private let start = ContinuousClock.now

    @Test func ticksThatHavePassedAreOne() {
        var state = PushState<Int, ContinuousClock.Instant>(.init(), firstTick: start + .seconds(10))
        let ticks = [9, 10, 19, 1_000, 1_009].map { state.isTick(at: start + .seconds($0), every: .seconds(10)) }
        #expect(ticks == [false, true, false, true, false])
        #expect(state.wake == start + .seconds(1_010))
    }

    @Test func aTryWaitsForItsTimeIfThereIsSomethingToSend() {
        var state = PushState<Int, ContinuousClock.Instant>(.init(), firstTick: start + .seconds(10))
        #expect(state.canTry(at: start))
        state.nextTry = start + .seconds(2)
        #expect(state.wake == start + .seconds(10))
        _ = state.queue.append(1, size: 1)
        #expect(state.wake == start + .seconds(2))
        #expect(!state.canTry(at: start + .seconds(1)))
        #expect(state.canTry(at: start + .seconds(2)))
    }
}
