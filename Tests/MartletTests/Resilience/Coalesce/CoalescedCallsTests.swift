import MartletTesting
import Testing

@testable import Martlet

@Suite struct CoalescedCallsTests {
    private final class Follower: CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    private typealias Calls = CoalescedCalls<String, Follower>

    private var calls = Calls(maximumKeys: 2)

    private func join(_ key: String, as name: String = "-", _ calls: inout Calls) -> String {
        switch calls.join(key, makeFollower: { Follower(name) }) {
        case .leader: "leads"
        case .follower: "follows"
        case .alone: "alone"
        }
    }

    private func follow(_ key: String, as name: String, _ calls: inout Calls) throws -> (Follower, Calls.Place) {
        guard case .follower(let follower, let place) = calls.join(key, makeFollower: { Follower(name) }) else {
            throw MarkedError()
        }
        return (follower, place)
    }

    @Test func theFirstLeadsAndOthersFollow() {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        #expect(join("a", as: "1", &calls) == "follows")
        #expect(join("b", &calls) == "leads")
        #expect(join("a", as: "2", &calls) == "follows")
        #expect([calls.followerCount("a"), calls.followerCount("b")] == [2, 0])
        #expect(calls.finish("a").map(\.description) == ["1", "2"])
        #expect(calls.finish("b").isEmpty)
        #expect(calls.keyCount == 0)
    }

    @Test func afterTheEndTheNextOneLeads() {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        #expect(calls.finish("a").isEmpty)
        #expect(join("a", &calls) == "leads")
        #expect(join("a", &calls) == "follows")
    }

    @Test func callsBeyondTheMaximumAreMadeAlone() {
        var calls = calls
        #expect([join("a", &calls), join("b", &calls), join("c", &calls)] == ["leads", "leads", "alone"])
        #expect(calls.keyCount == 2)
        // Those whose key has a leader follow all the same.
        #expect(join("b", &calls) == "follows")
        #expect(calls.finish("a").isEmpty)
        #expect(join("c", &calls) == "leads")
    }

    @Test func noKeysAtAll() {
        var calls = Calls(maximumKeys: 0)
        #expect([join("a", &calls), join("a", &calls)] == ["alone", "alone"])
    }

    @Test func whoHasLeftGetsNothing() throws {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        let (first, place) = try follow("a", as: "1", &calls)
        _ = try follow("a", as: "2", &calls)
        calls.leave("a", at: place, first)
        #expect(calls.followerCount("a") == 1)
        calls.leave("a", at: place, first)
        #expect(calls.finish("a").map(\.description) == ["2"])
    }

    @Test func theOldestFollowerLeadsNext() throws {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        for name in ["1", "2", "3"] { _ = try follow("a", as: name, &calls) }
        #expect(calls.promote("a")?.description == "1")
        #expect(join("a", as: "4", &calls) == "follows")
        #expect(calls.promote("a")?.description == "2")
        #expect(calls.finish("a").map(\.description) == ["3", "4"])
    }

    @Test func aCallWithoutFollowersEndsWithItsLeader() {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        #expect(calls.promote("a") == nil)
        #expect(calls.keyCount == 0)
        #expect(join("a", &calls) == "leads")
    }

    @Test func leavingLateDoesNotTouchALaterCall() throws {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        _ = try follow("a", as: "1", &calls)
        let (second, place) = try follow("a", as: "2", &calls)
        #expect(calls.finish("a").count == 2)
        calls.leave("a", at: place, second)
        // A later call has fewer places than the one that it waited for.
        #expect(join("a", &calls) == "leads")
        calls.leave("a", at: place, second)
        _ = try follow("a", as: "3", &calls)
        _ = try follow("a", as: "4", &calls)
        calls.leave("a", at: place, second)
        #expect(calls.finish("a").map(\.description) == ["3", "4"])
    }

    @Test func leavingLateDoesNotTouchWhoHasThePlaceNow() throws {
        var calls = calls
        #expect(join("a", &calls) == "leads")
        let (first, place) = try follow("a", as: "1", &calls)
        #expect(calls.promote("a") === first)
        _ = try follow("a", as: "2", &calls)
        calls.leave("a", at: place, first)
        #expect(calls.finish("a").map(\.description) == ["2"])
    }

    // MARK: Any sequence

    /// A plain account of who should be where.
    private struct Model {
        struct Waiting {
            let id: Int
            let follower: Follower
            let place: Calls.Place
        }

        var waiting: [String: [Waiting]] = [:]
        var outcomes: [Int: Int] = [:]
        var joined = 0

        mutating func end(_ id: Int) { outcomes[id, default: 0] += 1 }
    }

    @Test(arguments: 0..<20) func everyCallerGetsOneOutcome(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let maximumKeys = 3
        var calls = Calls(maximumKeys: maximumKeys)
        var model = Model()
        var leaders: [String: Int] = [:]
        var gone: [(key: String, Model.Waiting)] = []
        for _ in 0..<2_000 {
            let key = generator.element(of: ["a", "b", "c", "d"])
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                model.joined += 1
                let id = model.joined
                switch calls.join(key, makeFollower: { Follower("\(id)") }) {
                case .leader:
                    #expect(leaders[key] == nil)
                    leaders[key] = id
                case .follower(let follower, let place):
                    #expect(leaders[key] != nil)
                    model.waiting[key, default: []].append(.init(id: id, follower: follower, place: place))
                case .alone:
                    #expect(leaders[key] == nil && leaders.count == maximumKeys)
                    model.end(id)
                }
            case 5, 6:
                guard let index = model.waiting[key]?.indices.randomElement(using: &generator),
                    let left = model.waiting[key]?.remove(at: index)
                else { continue }
                calls.leave(key, at: left.place, left.follower)
                model.end(left.id)
                gone.append((key, left))
            case 7:
                guard let leader = leaders.removeValue(forKey: key) else { continue }
                let followers = calls.finish(key)
                let expected = model.waiting.removeValue(forKey: key) ?? []
                #expect(followers.map(\.description) == expected.map(\.follower.description))
                for id in expected.map(\.id) + [leader] { model.end(id) }
                gone += expected.map { (key, $0) }
            case 8:
                guard let leader = leaders.removeValue(forKey: key) else { continue }
                model.end(leader)
                let next = calls.promote(key)
                let expected = model.waiting[key]?.first
                #expect(next === expected?.follower)
                guard let expected else { continue }
                model.waiting[key]?.removeFirst()
                leaders[key] = expected.id
                gone.append((key, expected))
            default:
                // One that was removed before says late that it leaves.
                guard let (key, late) = gone.randomElement(using: &generator) else { continue }
                calls.leave(key, at: late.place, late.follower)
            }
            #expect(calls.keyCount == leaders.count)
            #expect(calls.followerCount(key) == model.waiting[key]?.count ?? 0)
        }
        for (key, leader) in leaders {
            model.end(leader)
            for follower in calls.finish(key) { if let id = Int(follower.description) { model.end(id) } }
        }
        #expect(model.joined > 800)
        #expect(model.outcomes.count == model.joined)
        #expect(model.outcomes.values.allSatisfy { $0 == 1 })
        #expect(calls.keyCount == 0)
    }
}
