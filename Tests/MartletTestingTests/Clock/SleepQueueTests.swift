import Testing

@testable import MartletTesting

@Suite struct SleepQueueTests {
    private typealias Queue = SleepQueue<String>

    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    /// Whom the decision wakes; `nil` when the waker itself need not wait.
    private func woken(_ decision: Queue.Decision) -> [String]? {
        guard case .keep(let others) = decision else { return nil }
        return others
    }

    @Test func wakesInTheOrderOfDeadlines() {
        var queue = Queue(now: start)
        for (id, seconds) in [3, 1, 2].enumerated() {
            #expect(woken(queue.sleep(id, until: at(seconds), "\(seconds)")) == [])
        }
        #expect(queue.sleeperCount == 3)
        #expect(queue.advance(by: .seconds(10)) == ["1", "2", "3"])
        #expect(queue.sleeperCount == 0)
        #expect(queue.now == at(10))
    }

    @Test func equalDeadlinesWakeInTheOrderOfArrival() {
        var queue = Queue(now: start)
        for id in 0..<5 { _ = queue.sleep(id, until: at(1), "\(id)") }
        #expect(queue.advance(by: .seconds(1)) == ["0", "1", "2", "3", "4"])
    }

    @Test func wakesOnlyWhoseDeadlineHasCome() {
        var queue = Queue(now: start)
        _ = queue.sleep(1, until: at(1), "one")
        _ = queue.sleep(2, until: at(2), "two")
        #expect(queue.advance(by: .milliseconds(999)) == [])
        #expect(queue.advance(by: .milliseconds(1)) == ["one"])
        #expect(queue.advance(by: .zero) == [])
        #expect(queue.advance(by: .seconds(1)) == ["two"])
    }

    @Test func aDeadlineThatHasComeIsNotSleptFor() {
        var queue = Queue(now: start)
        #expect(woken(queue.sleep(1, until: start, "now")) == nil)
        #expect(woken(queue.sleep(2, until: at(-1), "before")) == nil)
        #expect(queue.sleeperCount == 0)
    }

    @Test func cancelled() {
        var queue = Queue(now: start)
        _ = queue.sleep(1, until: at(1), "one")
        _ = queue.sleep(2, until: at(1), "two")
        #expect(queue.cancel(1) == "one")
        #expect(queue.cancel(1) == nil)
        #expect(queue.advance(by: .seconds(1)) == ["two"])
        #expect(queue.cancel(2) == nil)
    }

    @Test func watchersWaitForTheirNumber() {
        var queue = Queue(now: start)
        #expect(woken(queue.watch(1, for: 0, "none")) == nil)
        #expect(woken(queue.watch(2, for: 2, "two")) == [])
        #expect(woken(queue.watch(3, for: 1, "one")) == [])
        #expect(woken(queue.sleep(4, until: at(1), "a")) == ["one"])
        #expect(woken(queue.sleep(5, until: at(1), "b")) == ["two"])
        #expect(woken(queue.watch(6, for: 2, "late")) == nil)
        #expect(woken(queue.watch(7, for: 3, "never")) == [])
        #expect(queue.cancel(7) == "never")
        #expect(woken(queue.sleep(8, until: at(1), "c")) == [])
    }

    /// Random operations against a model that sorts anew each time.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func againstAModel(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = Queue(now: start)
        var model: [(id: Int, deadline: ContinuousClock.Instant)] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let id = queue.makeID()
                let deadline = queue.now.advanced(by: .seconds(Int.random(in: -1...5, using: &random)))
                let sleeps = woken(queue.sleep(id, until: deadline, "\(id)")) != nil
                #expect(sleeps == (deadline > queue.now))
                if sleeps { model.append((id, deadline)) }
            case 2:
                guard let victim = model.randomElement(using: &random) else { continue }
                #expect(queue.cancel(victim.id) == "\(victim.id)")
                model.removeAll { $0.id == victim.id }
            default:
                let woken = queue.advance(by: .seconds(Int.random(in: 0...2, using: &random)))
                let due = model.filter { $0.deadline <= queue.now }
                    .sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
                #expect(woken == due.map { "\($0.id)" })
                model.removeAll { $0.deadline <= queue.now }
            }
            #expect(queue.sleeperCount == model.count)
        }
    }
}
