import Testing

@testable import Martlet

/// A process that stands still for five seconds, and clients that try again.
///
/// It can do 200 calls a second and is asked for 120. Calls that wait longer than a second are given up by their
/// client, yet done all the same. When it goes on after the five seconds, its queue is full of calls for which nobody
/// waits; what decides is how fast new ones come in. With a queue of no more than a second, 200 calls, there would be
/// no storm.
struct RetryStorm {
    struct Summary: Equatable {
        /// Attempts that reached the process, for each call, in the 45 seconds after the stop.
        var attemptsPerCall: Double
        /// Which part of the calls of these 45 seconds succeeded.
        var goodput: Double
        /// From the end of the stop until the first second of which 95 % of the calls succeed; `nil` when there was
        /// none.
        var recovery: Duration?
    }

    struct Options {
        var attempts = 3
        /// The calls are shared out at random among so many clients with a budget of their own; 0 is no budget at all.
        var clientsWithBudget = 0
        /// How many retries each budget has besides a fifth of the calls: by default as in `RetryBudget.percent(20)`.
        var minimumPerSecond = 1.0
        var seed: UInt64
    }

    private static let stop = Duration.seconds(10)..<Duration.seconds(15)
    private static let end = Duration.seconds(60)
    private static let timeout = Duration.seconds(1)

    private final class World {
        let simulation: Simulation
        let workers = SimulatedWorkers(10, queueLimit: 1_000)
        let policy: RetrySequence.Policy
        var budgets: [RetryWindow]
        var callsByClient: [Int]
        /// By the second in which the call was made.
        var made = [Int](repeating: 0, count: 60)
        var succeeded = [Int](repeating: 0, count: 60)

        init(_ options: Options) {
            simulation = Simulation(seed: options.seed)
            policy = RetrySequence.Policy(
                backoff: .exponential(attempts: options.attempts),
                condition: .idempotent,
                maximumDelay: .seconds(10)
            )
            let window = Duration.seconds(10)
            let reserve = options.minimumPerSecond * (window / .seconds(1))
            let budget = RetryWindow(ratio: 0.2, reserve: reserve, window: window, start: simulation.now())
            budgets = Array(repeating: budget, count: options.clientsWithBudget)
            callsByClient = Array(repeating: 0, count: max(options.clientsWithBudget, 1))
        }

        func call() {
            let second = Int(simulation.elapsed.components.seconds)
            made[second] += 1
            let client = Int(simulation.random.unit() * Double(callsByClient.count))
            callsByClient[client] += 1
            attempt(RetrySequence(), client, second)
        }

        private func attempt(_ sequence: RetrySequence, _ client: Int, _ second: Int) {
            var isOver = false
            func end(_ status: Status?) {
                guard !isOver else { return }
                isOver = true
                if let status { failed(status, sequence, client, second) } else { succeeded[second] += 1 }
            }
            simulation.after(RetryStorm.timeout) { end(Status(.deadlineExceeded)) }
            let hasRoom = workers.offer { [simulation] done in
                simulation.after(simulation.random.exponential(mean: .milliseconds(50))) {
                    end(nil)
                    done()
                }
            }
            if !hasRoom { end(Status(.unavailable)) }
        }

        private func failed(_ status: Status, _ sequence: RetrySequence, _ client: Int, _ second: Int) {
            var sequence = sequence
            let action = sequence.attemptFailed(
                status,
                isIdempotent: true,
                at: .init(now: simulation.now()),
                random: simulation.random.unit(),
                policy
            )
            guard case .retry(let delay) = action, withdraw(client) else { return }
            simulation.after(delay) { [self, sequence] in attempt(sequence, client, second) }
        }

        private func withdraw(_ client: Int) -> Bool {
            budgets.isEmpty || budgets[client].withdraw(calls: callsByClient[client], at: simulation.now())
        }
    }

    static func run(_ options: Options) -> Summary {
        let world = World(options)
        let (simulation, workers) = (world.simulation, world.workers)
        simulation.arrivals(perSecond: 120, during: .zero..<end) { world.call() }
        simulation.at(stop.lowerBound) { workers.isStalled = true }
        simulation.at(stop.upperBound) { workers.isStalled = false }
        simulation.run(until: stop.upperBound)
        let before = workers.offered
        simulation.run(until: end)
        let attempts = workers.offered - before
        simulation.run()
        let after = 15..<60
        let calls = Double(world.made[after].reduce(0, +))
        let recovered = after.first { world.succeeded[$0] * 100 >= world.made[$0] * 95 }
        return Summary(
            attemptsPerCall: Double(attempts) / calls,
            goodput: Double(world.succeeded[after].reduce(0, +)) / calls,
            recovery: recovered.map { .seconds($0) - stop.upperBound }
        )
    }
}

@Suite struct RetryStormSimulationTests {
    @Test(arguments: [1, 2]) func aBudgetEndsTheStorm(_ seed: UInt64) throws {
        let none = RetryStorm.run(.init(attempts: 1, seed: seed))
        let without = RetryStorm.run(.init(seed: seed))
        let with = RetryStorm.run(.init(clientsWithBudget: 1, seed: seed))
        report("retry storm, seed \(seed), no retries", none)
        report("retry storm, seed \(seed), retries without a budget", without)
        report("retry storm, seed \(seed), retries with a budget", with)

        // The retries alone keep the process from doing anything of use, long after the reason for them has gone.
        #expect(without.attemptsPerCall > 2.5)
        #expect(without.goodput < 0.05)
        #expect(without.recovery == nil)

        #expect(with.attemptsPerCall < 1.25)
        #expect(with.goodput > 0.55)
        #expect(try #require(with.recovery) < .seconds(20))

        // The price of those retries that are left: the queue takes longer to empty than without any.
        #expect(try #require(none.recovery) < .seconds(10))
        #expect(none.goodput > with.goodput)
    }

    /// Each client has its reserve. Those of many clients that call rarely add up to more than the process can bear.
    @Test func reservesOfManyClientsAddUp() {
        let many = RetryStorm.run(.init(clientsWithBudget: 20, minimumPerSecond: 10, seed: 1))
        let small = RetryStorm.run(.init(clientsWithBudget: 20, seed: 1))
        report("retry storm, 20 clients with 10 retries a second besides", many)
        report("retry storm, 20 clients with a retry a second besides", small)
        #expect(many.attemptsPerCall > 2)
        #expect(many.recovery == nil)
        #expect(small.attemptsPerCall < 1.25)
        #expect(small.recovery.map { $0 < .seconds(30) } ?? false)
    }

    @Test func theSameSeedGivesTheSameNumbers() {
        let options = RetryStorm.Options(clientsWithBudget: 1, seed: 3)
        #expect(RetryStorm.run(options) == RetryStorm.run(options))
    }
}
