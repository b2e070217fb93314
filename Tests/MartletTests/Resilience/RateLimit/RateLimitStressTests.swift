import Dispatch
import MartletTesting
import Synchronization
import Testing

@testable import Martlet

/// Threads and tasks that really get in each other's way.
@Suite(.timeLimit(.minutes(1))) struct RateLimitStressTests {
    /// Whether no window has more calls than it may, in one pass: the clock readings of all calls that were let
    /// through, put in order, must be let through by a bucket again.
    private func isWithinLimit(_ admitted: [Int64], of bucket: TokenBucket) -> Bool {
        var full: Int64 = 0
        for time in admitted.sorted() {
            full = max(full, time) + bucket.interval
            if full > time + bucket.capacity { return false }
        }
        return true
    }

    @Test func theCheckOfAllWindowsFindsOneTooMany() {
        let bucket = TokenBucket(.every(.nanoseconds(10)), burst: 2)
        #expect(isWithinLimit([0, 20, 0, 10, 30, 100, 100], of: bucket))
        #expect(!isWithinLimit([0, 20, 0, 10, 29], of: bucket))
        #expect(!isWithinLimit([50, 50, 50], of: bucket))
    }

    @Test(arguments: [(50, 1), (200, 8), (1_000, 100)])
    func threadsWithTheRealClock(interval: Int, burst: Int) {
        let bucket = TokenBucket(.every(.nanoseconds(interval)), burst: burst)
        let clock = TickClock(MonotonicClock(ContinuousClock()), for: bucket)
        let register = Register()
        let all = Mutex<[Int64]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { _ in
            var admitted: [Int64] = []
            for round in 0..<5_000 {
                let now = clock.now
                // Some hold their reading for a while before they use it.
                if round % 64 == 0 { _ = clock.now }
                if bucket.take(from: register.full, at: now) == nil { admitted.append(now) }
            }
            all.withLock { $0 += admitted }
        }
        let admitted = all.withLock { $0 }
        #expect(admitted.count >= burst)
        #expect(isWithinLimit(admitted, of: bucket))
    }

    private final class Register: Sendable {
        let full = Atomic<Int64>(0)
    }

    @Test func threadsAtTheSameMoment() {
        let clock = ManualClock()
        let limit = RateLimit(.perSecond(100), burst: 1_000, clock: clock)
        for expected in [1_000, 50, 0, 1_000] {
            let admitted = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                for _ in 0..<1_500 where (try? limit.check()) != nil { admitted.add(1, ordering: .relaxed) }
            }
            #expect(admitted.load(ordering: .relaxed) == expected)
            clock.advance(by: expected == 1_000 ? .milliseconds(500) : expected == 50 ? .zero : .seconds(60))
        }
    }

    @Test func threadsAndKeys() {
        let limit = KeyedRateLimit<Int>(.perMinute(1), burst: 10, maximumKeys: 16, clock: ManualClock())
        let admitted = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for round in 0..<2_000 where (try? limit.check((round + thread) % 16)) != nil {
                admitted.add(1, ordering: .relaxed)
            }
        }
        #expect(admitted.load(ordering: .relaxed) == 160)
    }

    @Test func waitingTasksWithTheRealClock() async {
        let (rate, burst) = (20_000, 5)
        let limit = RateLimit(.perSecond(rate), burst: burst, whenExceeded: .wait())
        let admitted = Count()
        let endpoint = Endpoint("geocode") { (_: Int) in _ = admitted.next() }.with(limit)
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let call = Task { try await endpoint(number) }
                    if number % 3 == 0 {
                        for _ in 0..<(number % 17) { await Task.yield() }
                        call.cancel()
                    }
                    _ = await call.result
                }
            }
        }
        let elapsed = ContinuousClock.now - start
        let count = admitted.next() - 1
        #expect(count >= 266)
        #expect(count <= burst + Int(elapsed / .seconds(1) * Double(rate)) + 1)
        #expect(limit.queue?.waitingCount == 0)
    }

    @Test func cancellationsLoseNoToken() async throws {
        for seed in UInt64(1)...10 {
            var random = SeededGenerator(seed: seed)
            let clock = ManualClock()
            let limit = RateLimit(.perSecond(1), burst: 1, whenExceeded: .wait(), clock: clock)
            let (admitted, ended) = (EventLog(), EventLog())
            let endpoint = Endpoint("geocode") { admitted.append($0) }.with(limit)
            try limit.check()
            let count = 60
            var calls: [Task<Void, any Error>] = []
            for number in 0..<count {
                calls.append(
                    Task {
                        defer { ended.append("") }
                        try await endpoint("\(number)")
                    }
                )
                while limit.queue?.waitingCount != number + 1 { await Task.yield() }
            }
            // Half of them are cancelled, while the clock goes on second by second.
            let cancelled = Array(calls.indices.shuffled(using: &random).prefix(count / 2))
            let cancellation = Task { [calls] in
                for index in cancelled {
                    calls[index].cancel()
                    if index % 4 == 0 { await Task.yield() }
                }
            }
            var seconds = 0
            while ended.events.count < count {
                // Only when nobody is on the way out, so that they come out in the order of their tokens.
                let standing = limit.queue?.waitingCount ?? 0
                if clock.sleeperCount > 0, ended.events.count + standing == count {
                    clock.advance(by: .seconds(1))
                    seconds += 1
                }
                await Task.yield()
            }
            await cancellation.value
            let numbers = admitted.events.compactMap { Int($0) }
            #expect(numbers.count <= seconds, "seed \(seed)")
            #expect(Set(numbers).isSuperset(of: Set(calls.indices).subtracting(cancelled)), "seed \(seed)")
            #expect(numbers == numbers.sorted(), "seed \(seed)")
            #expect(limit.queue?.waitingCount == 0)
            // The limit goes on as if nothing had been.
            clock.advance(by: .seconds(1))
            try limit.check()
            #expect(throws: Status.self) { try limit.check() }
        }
    }
}
