import MartletTesting
import Testing

@testable import Martlet

/// Random calls that come, are cancelled and wake late, against what must hold whatever happens.
@Suite struct WaitingLinePropertyTests {
    private final class Call: Sendable {
        let number: Int
        let deadline: Int64

        init(_ number: Int, deadline: Int64) {
            self.number = number
            self.deadline = deadline
        }
    }

    private struct World {
        let interval: Int64
        let burst: Int
        let maximumWaiting: Int
        var line: WaitingLine<Call>
        var now: Int64 = 0
        var admitted: [Int64] = []

        /// Who waits, in the order of the line, and when the first wakes.
        var waiting: [WaitingLine<Call>.Place] = []
        var wakeUp: Int64?
        var count = 0

        init(_ random: inout SeededGenerator) {
            interval = Int64.random(in: 2...20, using: &random)
            burst = Int.random(in: 1...4, using: &random)
            maximumWaiting = Int.random(in: 0...8, using: &random)
            line = WaitingLine(
                TokenBucket(.every(.nanoseconds(interval)), burst: burst),
                maximumWaiting: maximumWaiting
            )
        }

        /// When the bucket will be full, from nothing but the tokens that were taken.
        var full: Int64 { admitted.reduce(0) { max($0, $1) + interval } }

        func timeOfToken(after others: Int) -> Int64 {
            max(now, max(full, now) + Int64(others + 1 - burst) * interval)
        }

        mutating func arrive(deadline: Int64) {
            count += 1
            let predicted = timeOfToken(after: waiting.count)
            let call = Call(count, deadline: deadline)
            switch line.arrive(at: now, deadline: deadline, call) {
            case .admitted:
                #expect(waiting.isEmpty && predicted == now && now < deadline)
                admitted.append(now)
            case .refused(let refusal):
                let reason: RateLimitRefusal.Reason =
                    now >= deadline ? .expired : predicted >= deadline ? .deadline : .queueFull
                #expect(refusal.reason == reason)
                if reason != .expired { #expect(refusal.wait == predicted - now) }
                if reason == .queueFull { #expect(waiting.count == maximumWaiting) }
            case .waits(let place):
                #expect(waiting.count < maximumWaiting && predicted < deadline)
                #expect(place.isFirst == waiting.isEmpty)
                #expect(predicted > now || !waiting.isEmpty)
                waiting.append(place)
                if place.isFirst { wakeUp = now }
            }
        }

        mutating func claim() {
            switch line.claim(at: now) {
            case .sleep(let time):
                #expect(time > 0 && now + time == timeOfToken(after: 0))
                wakeUp = now + time
            case .admitted(let followers):
                #expect(timeOfToken(after: 0) == now && now < waiting[0].call.deadline)
                admitted.append(now)
                waiting.removeFirst()
                tell(followers, hasNewFirst: true)
                // Whose token is there now has its turn at once, and hears then what is to be heard.
                for (others, place) in waiting.enumerated() where timeOfToken(after: others) > now {
                    #expect(timeOfToken(after: others) < place.call.deadline)
                }
            case .refused(let refusal, let followers):
                #expect(now >= waiting[0].call.deadline)
                #expect(refusal.reason == .expired)
                waiting.removeFirst()
                tell(followers, hasNewFirst: true)
            }
        }

        mutating func leave(_ index: Int) {
            let place = waiting.remove(at: index)
            tell(line.leave(place), hasNewFirst: index == 0)
            tell(line.leave(place), hasNewFirst: false)
        }

        private mutating func tell(_ followers: WaitingLine<Call>.Followers, hasNewFirst: Bool) {
            for late in followers.late {
                #expect(waiting.contains { $0.call === late.call })
                waiting.removeAll { $0.call === late.call }
            }
            #expect(followers.first?.call === (hasNewFirst ? waiting.first?.call : nil))
            if hasNewFirst { wakeUp = followers.first.map { _ in now } }
        }

        func check() {
            #expect(line.count == waiting.count && waiting.count <= maximumWaiting)
            #expect((wakeUp == nil) == waiting.isEmpty)
            #expect(waiting.map(\.call.number) == waiting.map(\.call.number).sorted())
            for first in admitted.indices {
                for last in first..<admitted.count {
                    #expect(last - first < burst + Int((admitted[last] - admitted[first]) / interval))
                }
            }
        }
    }

    @Test func whateverHappens() {
        var longest = 0
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            var world = World(&random)
            for _ in 0..<60 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    let time = Int64.random(in: -2...(8 * world.interval), using: &random)
                    world.arrive(deadline: Bool.random(using: &random) ? .max : world.now + time)
                case 5 where !world.waiting.isEmpty:
                    world.leave(Int.random(in: 0..<world.waiting.count, using: &random))
                case 6:
                    world.now += Int64.random(in: 0...(2 * world.interval), using: &random)
                default:
                    // The first wakes, usually in time.
                    guard let wakeUp = world.wakeUp else { continue }
                    let lateness = Int.random(in: 0..<4, using: &random) == 0 ? world.interval : 0
                    world.now = max(world.now, wakeUp + Int64.random(in: 0...lateness, using: &random))
                    world.claim()
                }
                longest = max(longest, world.waiting.count)
            }
            // When nobody comes any more, all get what they wait for.
            while let wakeUp = world.wakeUp {
                world.now = max(world.now, wakeUp)
                world.claim()
            }
            world.check()
        }
        #expect(longest == 8)
    }
}
