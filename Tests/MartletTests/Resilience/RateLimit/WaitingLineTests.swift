import MartletTesting
import Testing

@testable import Martlet

@Suite struct WaitingLineTests {
    private final class Call: Sendable {
        let name: String

        init(_ name: String) {
            self.name = name
        }
    }

    private typealias Line = WaitingLine<Call>

    /// One token in ten ticks.
    private func makeLine(burst: Int = 1, maximumWaiting: Int = 100) -> Line {
        Line(TokenBucket(.every(.nanoseconds(10)), burst: burst), maximumWaiting: maximumWaiting)
    }

    /// The place of a call that has to wait.
    private func wait(_ line: inout Line, _ name: String, at now: Int64, deadline: Int64 = .max) throws -> Line.Place {
        let arrival = line.arrive(at: now, deadline: deadline, Call(name))
        guard case .waits(let place) = arrival else { throw Unexpected(arrival) }
        return place
    }

    private func refusal(_ line: inout Line, at now: Int64, deadline: Int64 = .max) throws -> RateLimitRefusal {
        let arrival = line.arrive(at: now, deadline: deadline, Call("refused"))
        guard case .refused(let refusal) = arrival else { throw Unexpected(arrival) }
        return refusal
    }

    private func expectAdmitted(
        _ arrival: Line.Arrival,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard case .admitted = arrival else {
            Issue.record("\(arrival)", sourceLocation: sourceLocation)
            return
        }
    }

    private func followers(_ claim: Line.Claim) throws -> Line.Followers {
        guard case .admitted(let followers) = claim else { throw Unexpected(claim) }
        return followers
    }

    private func wakeTime(_ claim: Line.Claim) throws -> Int64 {
        guard case .sleep(let time) = claim else { throw Unexpected(claim) }
        return time
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let description: String

        init(_ value: Any) {
            description = "unexpected: \(value)"
        }
    }

    // MARK: Order

    @Test func tokensAreTakenAtOnceWhileThereAreSome() throws {
        var line = makeLine(burst: 2)
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("b")))
        #expect(try wait(&line, "c", at: 0).isFirst)
        #expect(line.count == 1)
    }

    @Test func firstComeFirstServed() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        let places = try ["b", "c", "d"].map { try wait(&line, $0, at: 1) }
        #expect(places.map(\.isFirst) == [true, false, false])
        #expect(try wakeTime(line.claim(at: 1)) == 9)
        #expect(try followers(line.claim(at: 10)).first?.call.name == "c")
        #expect(try wakeTime(line.claim(at: 10)) == 10)
        #expect(try followers(line.claim(at: 20)).first?.call.name == "d")
        #expect(try followers(line.claim(at: 30)).first == nil)
        #expect(line.count == 0)
        expectAdmitted(line.arrive(at: 40, deadline: .max, Call("e")))
    }

    @Test func nobodyPassesTheFirst() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 1)
        // The token of b is there, but b has not come for it yet.
        #expect(try !wait(&line, "c", at: 10).isFirst)
        #expect(line.take(at: 10) == RateLimitRefusal(reason: .exceeded, wait: 20))
        #expect(try followers(line.claim(at: 11)).first?.call.name == "c")
    }

    @Test func theFirstWhoWakesEarlySleepsAgain() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 0)
        #expect(try wakeTime(line.claim(at: 9)) == 1)
        #expect(try wakeTime(line.claim(at: 9)) == 1)
        #expect(try followers(line.claim(at: 10)).first == nil)
    }

    @Test func aClaimOfNobodyGetsNothing() {
        var line = makeLine()
        guard case .refused = line.claim(at: 0) else {
            Issue.record("nobody got a token")
            return
        }
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
    }

    // MARK: Calls that do not wait

    @Test func takeDoesNotWait() {
        var line = makeLine()
        #expect(line.take(at: 0) == nil)
        #expect(line.take(at: 3) == RateLimitRefusal(reason: .exceeded, wait: 7))
        #expect(line.count == 0)
        #expect(line.take(at: 10) == nil)
    }

    @Test func anAlwaysEmptyBucketLetsNobodyWait() throws {
        var line = makeLine(burst: 0)
        #expect(try refusal(&line, at: 0).reason == .exceeded)
        #expect(line.take(at: 1_000)?.reason == .exceeded)
        #expect(line.count == 0)
    }

    // MARK: Bounds

    @Test func onlySoManyWait() throws {
        var line = makeLine(maximumWaiting: 2)
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        let first = try wait(&line, "b", at: 0)
        _ = try wait(&line, "c", at: 0)
        #expect(try refusal(&line, at: 0) == RateLimitRefusal(reason: .queueFull, wait: 30))
        #expect(line.count == 2)
        _ = line.leave(first)
        _ = try wait(&line, "d", at: 0)
    }

    @Test(arguments: [0, -1])
    func nobodyMayWait(maximum: Int) throws {
        var line = makeLine(maximumWaiting: maximum)
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        #expect(try refusal(&line, at: 4) == RateLimitRefusal(reason: .queueFull, wait: 6))
        expectAdmitted(line.arrive(at: 10, deadline: .max, Call("b")))
    }

    // MARK: Deadlines

    @Test func aTokenAfterTheDeadlineIsNotWaitedFor() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: 1, Call("a")))
        #expect(try refusal(&line, at: 2, deadline: 9) == RateLimitRefusal(reason: .deadline, wait: 8))
        #expect(try refusal(&line, at: 2, deadline: 10) == RateLimitRefusal(reason: .deadline, wait: 8))
        _ = try wait(&line, "b", at: 2, deadline: 11)
        #expect(try refusal(&line, at: 2, deadline: 20) == RateLimitRefusal(reason: .deadline, wait: 18))
        _ = try wait(&line, "c", at: 2, deadline: 21)
        #expect(line.count == 2)
    }

    @Test func aDeadlineThatHasPassedTakesNoToken() throws {
        var line = makeLine()
        #expect(try refusal(&line, at: 5, deadline: 5) == RateLimitRefusal(reason: .expired, wait: 0))
        #expect(try refusal(&line, at: 5, deadline: 0) == RateLimitRefusal(reason: .expired, wait: 0))
        expectAdmitted(line.arrive(at: 5, deadline: 6, Call("a")))
    }

    @Test func theFirstWhoWakesAfterItsDeadlineTakesNoToken() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 0, deadline: 15)
        _ = try wait(&line, "c", at: 0, deadline: 40)
        guard case .refused(let refusal, let followers) = line.claim(at: 15) else {
            Issue.record("b was not refused")
            return
        }
        #expect(refusal == RateLimitRefusal(reason: .expired, wait: 0))
        #expect(followers.first?.call.name == "c")
        #expect(try self.followers(line.claim(at: 15)).first == nil)
    }

    @Test func whoWouldBeLateHearsItWhenTimeIsLost() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 0)
        _ = try wait(&line, "c", at: 0, deadline: 25)
        _ = try wait(&line, "d", at: 0, deadline: 36)
        _ = try wait(&line, "e", at: 0, deadline: 43)
        // b comes 5 late. c, who was told 20, would have its token at 25, and that is too late; so d moves up to 25,
        // and e to 35.
        let followers = try followers(line.claim(at: 15))
        #expect(followers.late.map(\.call.name) == ["c"])
        #expect(followers.late.map(\.refusal) == [RateLimitRefusal(reason: .deadline, wait: 10)])
        #expect(followers.first?.call.name == "d")
        #expect(line.count == 2)
        // The slack was reckoned anew: d now has 11, e 8.
        #expect(try self.followers(line.claim(at: 32)).late.isEmpty)
        #expect(try wakeTime(line.claim(at: 41)) == 1)
        #expect(try self.followers(line.claim(at: 42)).first == nil)
    }

    @Test func whoIsLateAlreadyHearsThat() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 0)
        _ = try wait(&line, "c", at: 0, deadline: 25)
        let followers = try followers(line.claim(at: 25))
        #expect(followers.late.map(\.refusal) == [RateLimitRefusal(reason: .expired, wait: 10)])
        #expect(followers.first == nil)
        #expect(line.count == 0)
    }

    @Test func lostTimeIsNotLostWithASavedBurst() throws {
        var line = makeLine(burst: 3)
        for name in ["x", "y", "z"] { expectAdmitted(line.arrive(at: 0, deadline: .max, Call(name))) }
        _ = try wait(&line, "b", at: 0)
        _ = try wait(&line, "c", at: 0, deadline: 31)
        // b comes 20 late, but the bucket was not full before 30.
        #expect(try followers(line.claim(at: 30)).late.isEmpty)
        #expect(try followers(line.claim(at: 30)).late.isEmpty)
        expectAdmitted(line.arrive(at: 30, deadline: .max, Call("d")))
    }

    @Test func theFirstMayBecomeLateByTheLastMoment() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = try wait(&line, "b", at: 0)
        _ = try wait(&line, "c", at: 0, deadline: 26)
        #expect(try followers(line.claim(at: 15)).late.isEmpty)
        #expect(try wakeTime(line.claim(at: 24)) == 1)
        #expect(try followers(line.claim(at: 25)).first == nil)
    }

    // MARK: Leaving

    @Test func whoLeavesLetsTheOthersMoveUp() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        let places = try ["b", "c", "d"].map { try wait(&line, $0, at: 0) }
        #expect(line.leave(places[1]).first == nil)
        #expect(try refusal(&line, at: 0, deadline: 30) == RateLimitRefusal(reason: .deadline, wait: 30))
        #expect(line.leave(places[0]).first?.call.name == "d")
        #expect(try followers(line.claim(at: 10)).first == nil)
        #expect(line.count == 0)
    }

    @Test func leavingTwiceTakesNobodyElseOut() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        let gone = try wait(&line, "b", at: 0)
        #expect(line.leave(gone).first == nil)
        let next = try wait(&line, "c", at: 0)
        #expect(next.handle == gone.handle)
        _ = try wait(&line, "d", at: 0)
        #expect(line.leave(gone).first == nil)
        #expect(line.count == 2)
        #expect(line.leave(next).first?.call.name == "d")
    }

    @Test func slackOfThoseWhoLeftDoesNotMatterInANewLine() throws {
        var line = makeLine()
        expectAdmitted(line.arrive(at: 0, deadline: .max, Call("a")))
        _ = line.leave(try wait(&line, "b", at: 0, deadline: 11))
        _ = try wait(&line, "c", at: 0)
        _ = try wait(&line, "d", at: 0, deadline: 29)
        #expect(try followers(line.claim(at: 18)).late.isEmpty)
        #expect(try followers(line.claim(at: 28)).late.isEmpty)
    }
}
