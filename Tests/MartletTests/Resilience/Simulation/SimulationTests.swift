import MartletTesting
import Testing

/// The tools themselves: what they measure is only worth something if they are right.
@Suite struct SimulationTests {
    // MARK: Events

    @Test func eventsComeByTimeAndThenInOrder() {
        let simulation = Simulation(seed: 1)
        var log: [String] = []
        simulation.at(.seconds(2)) { log.append("c") }
        simulation.at(.seconds(1)) { log.append("a") }
        simulation.at(.seconds(2)) { log.append("d") }
        simulation.at(.seconds(1)) {
            log.append("b")
            simulation.after(.seconds(1)) { log.append("e") }
            // What has passed is now, and not before what is under way.
            simulation.at(.zero) { log.append("b2") }
        }
        simulation.run()
        #expect(log == ["a", "b", "b2", "c", "d", "e"])
        #expect(simulation.elapsed == .seconds(2))
        #expect(simulation.eventCount == 6)
    }

    @Test(arguments: 0..<20) func theQueueSortsAnything(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = EventQueue<Int>()
        var expected: [(time: Int, event: Int)] = []
        for event in 0..<500 {
            let time = Int.random(in: 0..<50, using: &generator)
            queue.schedule(event, at: .seconds(time))
            expected.append((time, event))
            guard event % 5 == 4 else { continue }
            let next = expected.enumerated().min { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            guard let next else { continue }
            expected.remove(at: next.offset)
            #expect(queue.popFirst()?.event == next.element.event)
        }
        let rest = expected.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
        for next in rest { #expect(queue.popFirst()?.event == next.event) }
        #expect(queue.popFirst() == nil)
    }

    @Test func theEndStopsTheWorld() {
        let simulation = Simulation(seed: 1)
        var count = 0
        for second in 1...10 { simulation.at(.seconds(second)) { count += 1 } }
        simulation.run(until: .seconds(4))
        #expect(count == 4)
        simulation.run(until: .seconds(4.5))
        #expect(simulation.elapsed == .seconds(4.5))
        simulation.run()
        #expect(count == 10)
    }

    @Test func theSameSeedGivesTheSameWorld() {
        func times(_ seed: UInt64) -> [Duration] {
            let simulation = Simulation(seed: seed)
            var times: [Duration] = []
            simulation.arrivals(perSecond: 10, during: .zero..<(.seconds(5))) { times.append(simulation.elapsed) }
            simulation.run()
            return times
        }
        #expect(times(1) == times(1))
        #expect(times(1) != times(2))
    }

    // MARK: Distributions

    @Test func arrivalsAreAPoissonProcess() {
        let simulation = Simulation(seed: 3)
        var times: [Duration] = []
        simulation.arrivals(perSecond: 100, during: .seconds(10)..<(.seconds(60))) { times.append(simulation.elapsed) }
        simulation.run()
        #expect(times.allSatisfy { (.seconds(10)..<(.seconds(60))).contains($0) })
        // 5,000 are expected, with a standard deviation of 71.
        #expect((4_700...5_300).contains(times.count))
        // The gaps are exponential: of all, 1 - 1/e are shorter than their mean.
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        let short = Double(gaps.count { $0 < .milliseconds(10) }) / Double(gaps.count)
        #expect(abs(short - 0.632) < 0.03)
    }

    @Test func exponentialTimes() {
        var random = SimulatedRandom(seed: 4)
        let times = Percentiles((0..<20_000).map { _ in random.exponential(mean: .milliseconds(100)) })
        #expect(isClose(times.mean, .milliseconds(100), 0.03))
        #expect(isClose(times[50], .milliseconds(69.3), 0.03))
        #expect(isClose(times[99], .milliseconds(460.5), 0.05))
    }

    @Test func logNormalTimes() {
        var random = SimulatedRandom(seed: 5)
        let times = Percentiles((0..<20_000).map { _ in random.logNormal(median: .milliseconds(10), sigma: 1) })
        #expect(isClose(times[50], .milliseconds(10), 0.03))
        #expect(isClose(times[99], .milliseconds(102.4), 0.08))
        #expect(isClose(times.mean, .milliseconds(16.49), 0.04))
    }

    private func isClose(_ time: Duration, _ expected: Duration, _ tolerance: Double) -> Bool {
        abs(time / expected - 1) < tolerance
    }

    @Test func percentilesOfKnownTimes() {
        let times = Percentiles((1...100).reversed().map { .seconds($0) })
        #expect([times[0], times[1], times[50], times[99], times[100]] == [1, 1, 50, 99, 100].map { .seconds($0) })
        #expect(times[99.5] == .seconds(100))
        #expect(times.mean == .seconds(50.5))
        #expect(Percentiles([])[50] == .zero)
        #expect(Percentiles([.seconds(7)])[1] == .seconds(7))
    }

    // MARK: Workers

    /// One worker that is busy 80 % of the time: jobs spend five service times with it on average (M/M/1).
    @Test func aQueueAsInTheBooks() {
        let simulation = Simulation(seed: 6)
        let workers = SimulatedWorkers(1)
        var times: [Duration] = []
        simulation.arrivals(perSecond: 80, during: .zero..<(.seconds(200))) {
            let start = simulation.elapsed
            let hasRoom = workers.offer { done in
                simulation.after(simulation.random.exponential(mean: .milliseconds(10))) {
                    times.append(simulation.elapsed - start)
                    done()
                }
            }
            #expect(hasRoom)
        }
        simulation.run()
        #expect([workers.done, times.count] == [workers.offered, workers.offered])
        #expect(isClose(Percentiles(times).mean, .milliseconds(50), 0.15))
    }

    @Test func workersAndQueueAreBounded() {
        let simulation = Simulation(seed: 7)
        let workers = SimulatedWorkers(2, queueLimit: 3)
        func offer() -> Bool { workers.offer { simulation.after(.seconds(1), $0) } }
        #expect((0..<7).map { _ in offer() } == [true, true, true, true, true, false, false])
        #expect([workers.busy, workers.queueLength] == [2, 3])
        simulation.run(until: .seconds(1))
        #expect([workers.busy, workers.queueLength, workers.done] == [2, 1, 2])
        simulation.run()
        #expect([workers.busy, workers.queueLength, workers.done] == [0, 0, 5])
        #expect(simulation.elapsed == .seconds(3))
    }

    @Test func aStalledProcessBeginsNothing() {
        let simulation = Simulation(seed: 7)
        let workers = SimulatedWorkers(2, queueLimit: 1)
        func offer() -> Bool { workers.offer { simulation.after(.seconds(1), $0) } }
        #expect(offer())
        workers.isStalled = true
        #expect([offer(), offer()] == [true, false])
        simulation.run()
        #expect([workers.busy, workers.queueLength, workers.done] == [0, 1, 1])
        workers.isStalled = false
        #expect([workers.busy, workers.queueLength] == [1, 0])
    }

    @Test func aLongQueueKeepsItsOrder() {
        let simulation = Simulation(seed: 8)
        let workers = SimulatedWorkers(1)
        var order: [Int] = []
        for number in 0..<3_000 {
            _ = workers.offer { done in
                order.append(number)
                simulation.after(.milliseconds(1), done)
            }
        }
        simulation.run()
        #expect(order == Array(0..<3_000))
    }
}
