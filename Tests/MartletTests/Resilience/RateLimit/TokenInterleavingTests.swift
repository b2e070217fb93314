import Testing

@testable import Martlet

/// Every order in which several calls can read and change the one number that they share.
///
/// A call is stepped without a thread of its own: it runs again from its start for each step, with what it has seen
/// before, and one more operation on the real number. What it does depends on nothing else, so this is what a thread
/// would do that is stopped between any two of its operations.
@Suite struct TokenInterleavingTests {
    /// What an operation of one call has seen.
    private enum Seen {
        case loaded(Int64)
        case exchanged(Bool, original: Int64)
    }

    /// The register as one call sees it in one run: its past, one new operation, and a way out.
    private final class Stepped: TokenRegister {
        var number: Int64
        var seen: [Seen]
        private let failsWithoutReason: Bool
        private let losesUpdates: Bool
        private var position = 0
        private var hasStepped = false

        /// Whether the call wanted to go on after the new operation.
        private(set) var isUnfinished = false

        init(_ number: Int64, _ seen: [Seen], failsWithoutReason: Bool, losesUpdates: Bool) {
            self.number = number
            self.seen = seen
            self.failsWithoutReason = failsWithoutReason
            self.losesUpdates = losesUpdates
        }

        func load() -> Int64 {
            defer { position += 1 }
            if position < seen.count, case .loaded(let number) = seen[position] { return number }
            guard !hasStepped else {
                isUnfinished = true
                return .min
            }
            hasStepped = true
            seen.append(.loaded(number))
            return number
        }

        func compareExchange(expected: Int64, desired: Int64) -> (exchanged: Bool, original: Int64) {
            defer { position += 1 }
            if position < seen.count, case .exchanged(let exchanged, let original) = seen[position] {
                return (exchanged, original)
            }
            guard !hasStepped else {
                isUnfinished = true
                return (true, expected)
            }
            hasStepped = true
            let original = number
            let exchanged = (original == expected || losesUpdates) && !failsWithoutReason
            if exchanged { number = desired }
            seen.append(.exchanged(exchanged, original: original))
            return (exchanged, original)
        }
    }

    private struct Call {
        let reading: Int64
        var seen: [Seen] = []
        var failures = 0
        var isDone = false
    }

    private struct Outcome: Equatable {
        let reading: Int64
        let wait: Int64?
    }

    private struct Exploration {
        let bucket: TokenBucket
        let burst: Int
        let earlier: [Int64]
        let start: Int64
        var losesUpdates = false
        var maximumFailures = 0

        private(set) var orders = 0
        private(set) var problems: [String] = []

        init(burst: Int, earlier: [Int64]) {
            bucket = TokenBucket(.every(.nanoseconds(10)), burst: burst)
            self.burst = burst
            var full: Int64 = 0
            var admitted: [Int64] = []
            for time in earlier {
                if case .taken(let next) = bucket.take(full: full, at: time) {
                    full = next
                    admitted.append(time)
                }
            }
            self.earlier = admitted
            start = full
        }

        mutating func explore(_ readings: [Int64]) {
            explore(start, readings.map { Call(reading: $0) }, [])
        }

        /// - Parameter done: What has become of calls, in the order of their last operations.
        private mutating func explore(_ number: Int64, _ calls: [Call], _ done: [Outcome]) {
            guard done.count < calls.count else {
                orders += 1
                return check(number, done)
            }
            for index in calls.indices where !calls[index].isDone {
                step(index, number, calls, done, fails: false)
                // Only a compare-exchange can fail, and the first operation is a load.
                if calls[index].failures < maximumFailures, !calls[index].seen.isEmpty {
                    step(index, number, calls, done, fails: true)
                }
            }
        }

        private mutating func step(_ index: Int, _ number: Int64, _ calls: [Call], _ done: [Outcome], fails: Bool) {
            let register = Stepped(number, calls[index].seen, failsWithoutReason: fails, losesUpdates: losesUpdates)
            let wait = bucket.take(from: register, at: calls[index].reading)
            var (calls, done) = (calls, done)
            calls[index].seen = register.seen
            calls[index].failures += fails ? 1 : 0
            if !register.isUnfinished {
                calls[index].isDone = true
                done.append(Outcome(reading: calls[index].reading, wait: wait))
            }
            explore(register.number, calls, done)
        }

        private mutating func check(_ number: Int64, _ done: [Outcome]) {
            // Together they do what they would do one after the other, in the order of their last operations.
            var full = start
            let inTurn = done.map { outcome in
                switch bucket.take(full: full, at: outcome.reading) {
                case .refused(let wait):
                    return Outcome(reading: outcome.reading, wait: wait)
                case .taken(let next):
                    full = next
                    return Outcome(reading: outcome.reading, wait: nil)
                }
            }
            if inTurn != done || full != number { problems.append("not as in turn: \(done)") }

            // And no window has more than its share.
            let times = (earlier + done.filter { $0.wait == nil }.map(\.reading)).sorted()
            for first in times.indices {
                for last in first..<times.count
                where last - first + 1 > burst + Int((times[last] - times[first]) / bucket.interval) {
                    problems.append("over the limit: \(times)")
                }
            }
        }
    }

    /// Clock readings of three calls: the same, neighbours, one interval and more apart, in every order, so that
    /// there are calls whose reading is old when they come to use it.
    private static let readings: [[Int64]] = {
        let times: [Int64] = [20, 29, 30, 45]
        return times.flatMap { first in times.flatMap { second in times.map { [first, second, $0] } } }
    }()

    private static let earlier: [[Int64]] = [[], [20], [12, 12, 20]]

    @Test(arguments: [1, 2, 3])
    func threeCallsInEveryOrder(burst: Int) {
        var orders = 0
        for earlier in Self.earlier {
            for readings in Self.readings {
                var exploration = Exploration(burst: burst, earlier: earlier)
                exploration.explore(readings)
                #expect(exploration.problems.isEmpty, "\(readings) after \(earlier)")
                orders += exploration.orders
            }
        }
        // Three calls that are refused at their first look have 6 orders, three that try once at least 90.
        #expect(orders > 3_000)
    }

    @Test func threeCallsAtTheSameTimeAreEveryOrderThereIs() {
        // Loads and exchanges of three calls: who is first to exchange makes the others try again. Counted by hand for
        // two calls: both load, one wins, the other fails and wins (2 * 2 orders), or one after the other (2 orders).
        var two = Exploration(burst: 3, earlier: [])
        two.explore([20, 20])
        #expect(two.orders == 6)
        var three = Exploration(burst: 3, earlier: [])
        three.explore([20, 20, 20])
        #expect(three.orders >= 90)
        #expect(two.problems + three.problems == [])
    }

    @Test(arguments: [1, 2])
    func exchangesThatFailWithoutAReason(burst: Int) {
        for readings in [[20, 20, 20], [20, 29, 45], [45, 20, 30]] as [[Int64]] {
            var exploration = Exploration(burst: burst, earlier: [20])
            exploration.maximumFailures = 1
            exploration.explore(readings)
            #expect(exploration.problems.isEmpty, "\(readings)")
        }
    }

    @Test func fourCallsInEveryOrder() {
        for readings in [[20, 20, 20, 20], [20, 25, 30, 35], [35, 30, 25, 20]] as [[Int64]] {
            var exploration = Exploration(burst: 1, earlier: [])
            exploration.explore(readings)
            #expect(exploration.problems.isEmpty, "\(readings)")
        }
    }

    @Test func theExplorationFindsLostUpdates() {
        var exploration = Exploration(burst: 1, earlier: [])
        exploration.losesUpdates = true
        exploration.explore([20, 20, 20])
        #expect(exploration.problems.contains { $0.hasPrefix("over the limit") })
        #expect(exploration.problems.contains { $0.hasPrefix("not as in turn") })
    }
}
