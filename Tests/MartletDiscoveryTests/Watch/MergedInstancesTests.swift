import Martlet
import Testing

@testable import MartletDiscovery

@Suite struct MergedInstancesTests {
    private let one = Instance(host: "a", port: 1, metadata: ["from": "left"])
    private let same = Instance(host: "a", port: 1, metadata: ["from": "right"])
    private let two = Instance(host: "b", port: 1)
    private let left = Instances(id: "left")
    private let right = Instances(id: "right")

    @Test func waitsForAllAndThenFollowsEach() {
        let both = Instances(merging: left, right)
        #expect(both.id == "left+right")
        left.publish(Resolution(Snapshot([one])))
        #expect(both.current.snapshot == nil)
        right.publish(Resolution(Snapshot([two, same])))
        #expect(both.current.snapshot?.instances == [one, two])
        left.publish(Resolution(Snapshot([])))
        #expect(both.current.snapshot?.instances == [same, two])
    }

    @Test func aRegistryThatIsAwayDoesNotHoldUpTheOther() {
        let both = Instances(merging: left, right)
        var away = Resolution()
        away.failure = Status(.unavailable, "away")
        left.publish(away)
        #expect(both.current.snapshot == nil)
        #expect(both.current.failure?.message == "away")
        right.publish(Resolution(Snapshot([two])))
        #expect(both.current.snapshot?.instances == [two])
        #expect(both.current.failure?.message == "away")
    }

    @Test func expiredPartsCountForNothing() {
        let both = Instances(merging: left, right)
        var expired = Resolution()
        expired.failure = Status(.unavailable)
        expired.hasExpired = true
        left.publish(expired)
        right.publish(expired)
        #expect(both.current.hasExpired)
        right.publish(Resolution(Snapshot([two])))
        #expect(!both.current.hasExpired)
        #expect(both.current.snapshot?.instances == [two])
    }

    @Test func whatIsKnownBefore() {
        left.publish(Resolution(Snapshot([one])))
        #expect(Instances(merging: left, Instances([two])).current.snapshot?.instances == [one, two])
    }

    @Test func livesAsLongAsTheEndpointThatUsesIt() async throws {
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances(merging: left, right),
            by: RoundRobin(startingAt: 0)
        ) { instance in Endpoint("where") { _ in instance.host } }
        left.publish(Resolution(Snapshot([one])))
        right.publish(Resolution(Snapshot([])))
        #expect(try await endpoint(0) == one.host)
    }

    @Test(.timeLimit(.minutes(1))) func livesAsLongAsSomebodyIterates() async {
        var iterator = Instances(merging: left, right).makeAsyncIterator()
        _ = await iterator.next()
        left.publish(Resolution(Snapshot([one])))
        right.publish(Resolution(Snapshot([])))
        #expect(await iterator.next()?.snapshot?.instances == [one])
    }

    @Test func endsWithTheMergedSet() {
        weak var gone: Instances?
        do {
            let both = Instances(merging: left, right)
            gone = both
            left.publish(Resolution(Snapshot([one])))
            #expect(left.observerCount == 1)
        }
        #expect(gone == nil)
        #expect(left.observerCount == 0)
    }
}
