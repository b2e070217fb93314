import MartletTesting
import Testing

@Suite struct ManualClockTests {
    private let clock = ManualClock()

    @Test func standsStillUntilItIsMoved() {
        let start = clock.now
        #expect(clock.now == start)
        clock.advance(by: .seconds(5))
        #expect(clock.now == start.advanced(by: .seconds(5)))
        clock.advance(by: .zero)
        #expect(clock.now == start.advanced(by: .seconds(5)))
    }

    @Test func startsWhereItIsTold() {
        let start = ContinuousClock.now.advanced(by: .seconds(1_000))
        #expect(ManualClock(start: start).now == start)
    }

    @Test func sleepersWakeWhenTheirTimeHasCome() async throws {
        async let sleeper: Void = clock.sleep(for: .seconds(5))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(4))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(clock.sleeperCount == 0)
        try await sleeper
    }

    @Test func sleepUntilThePastReturnsAtOnce() async throws {
        try await clock.sleep(until: clock.now)
        try await clock.sleep(until: clock.now.advanced(by: .seconds(-1)), tolerance: .seconds(1))
        #expect(clock.sleeperCount == 0)
    }

    /// On an executor that runs one job after the other, the order of waking is the order of running.
    @Test func sleepersWakeInTheOrderOfDeadlines() async throws {
        let clock = clock
        let executor = SerialExecutor()
        let order = try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in [7, 3, 9, 1, 5, 8, 2, 6, 4] {
                group.addTask(executorPreference: executor) {
                    try await clock.sleep(for: .seconds(seconds))
                    return seconds
                }
            }
            try await clock.waitForSleepers(9)
            clock.advance(by: .seconds(10))
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(order == Array(1...9))
    }

    @Test func cancellationWakesAtOnce() async throws {
        let sleeper = Task { [clock] in try await clock.sleep(for: .seconds(5)) }
        try await clock.waitForSleepers(1)
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test func cancelledBeforeItSleeps() async throws {
        let start = Gate()
        let sleeper = Task { [clock] in
            await start.wait()
            try await clock.sleep(for: .seconds(5))
        }
        sleeper.cancel()
        start.open()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test func waitingForSleepersThatAreThere() async throws {
        try await clock.waitForSleepers(0)
        async let sleeper: Void = clock.sleep(for: .seconds(1))
        try await clock.waitForSleepers(1)
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        try await sleeper
    }

    @Test func waitingForSleepersCanBeCancelled() async {
        let waiter = Task { [clock] in try await clock.waitForSleepers(1) }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
    }

    @Test func waitersWithDifferentNumbers() async throws {
        let clock = clock
        try await withThrowingTaskGroup(of: Void.self) { group in
            for count in 1...10 { group.addTask { try await clock.waitForSleepers(count) } }
            for _ in 1...10 { group.addTask { try await clock.sleep(for: .seconds(1)) } }
            for _ in 1...10 { try await group.next() }
            clock.advance(by: .seconds(1))
            try await group.waitForAll()
        }
    }

    /// Sleeps, cancellations and moves from many tasks: everybody comes back, nobody is left in the queue.
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func stress(_ seed: UInt64) async {
        let clock = clock
        var random = SeededGenerator(seed: seed)
        let sleepers = (0..<200).map { _ in
            let seconds = Int.random(in: 0...20, using: &random)
            return Task { (try? await clock.sleep(for: .seconds(seconds))) != nil }
        }
        for sleeper in sleepers where Bool.random(using: &random) {
            if Bool.random(using: &random) { clock.advance(by: .seconds(1)) }
            sleeper.cancel()
        }
        // Wakes those that fall asleep after the last move, too.
        let mover = Task {
            while (try? await clock.waitForSleepers(1)) != nil { clock.advance(by: .seconds(20)) }
        }
        for sleeper in sleepers { _ = await sleeper.value }
        mover.cancel()
        await mover.value
        #expect(clock.sleeperCount == 0)
    }
}
