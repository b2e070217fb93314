import Testing

@testable import Martlet

@Suite struct StreamLifetimeTests {
    @Test func theFirstEndCounts() {
        let log = EventLog()
        let lifetime = StreamLifetime()
        lifetime.onEnd { log.append("\($0)") }
        lifetime.end(.finished)
        lifetime.end(.cancelled)
        lifetime.end(.failed(MarkedError()))
        #expect(log.events == ["finished"])
    }

    @Test func droppedAfterItsEnd() {
        let log = EventLog()
        do {
            let lifetime = StreamLifetime()
            lifetime.onEnd { log.append("\($0)") }
            lifetime.end(.finished)
        }
        #expect(log.events == ["finished"])
    }

    @Test func hooksMayUseTheStream() {
        let log = EventLog()
        let lifetime = StreamLifetime()
        lifetime.onEnd { [unowned lifetime] end in
            lifetime.onEnd { log.append("inner \($0)") }
            lifetime.end(.cancelled)
            log.append("outer \(end)")
        }
        lifetime.end(.finished)
        #expect(log.events == ["inner finished", "outer finished"])
    }

    @Test func hooksAreLetGoOf() {
        weak var held: MarkedError?
        let lifetime = StreamLifetime()
        do {
            let marked = MarkedError()
            held = marked
            lifetime.onEnd { _ in withExtendedLifetime(marked) {} }
        }
        #expect(held != nil)
        lifetime.end(.finished)
        #expect(held == nil)
    }

    /// Ends, registrations and the last reference, all at once: every hook runs once and all of them see one end.
    @Test(arguments: 0..<20)
    func endedFromManyTasks(_ round: Int) async {
        let seen = EventLog()
        await withTaskGroup(of: Void.self) { group in
            let lifetime = StreamLifetime()
            for index in 0..<100 {
                group.addTask {
                    switch index % 4 {
                    case 0: lifetime.end(.finished)
                    case 1: lifetime.end(.cancelled)
                    default: lifetime.onEnd { seen.append("\($0)") }
                    }
                }
            }
        }
        #expect(seen.events.count == 50)
        #expect(Set(seen.events).count == 1)
    }
}
