import Testing

@testable import Martlet

@Suite struct SheddingAdmissionTests {
    private typealias Admission = SheddingAdmission<String>

    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

    /// A control of which all permits are taken; calls take so long.
    private func busy(concurrency: Int = 1, maximumWaiting: Int = 10, service: Int64 = 1) -> Admission {
        var admission = Admission(
            concurrency: concurrency,
            maximumWaiting: maximumWaiting,
            target: .milliseconds(5),
            interval: .milliseconds(100)
        )
        while admission.tryAcquire() {}
        #expect(admission.finish(from: at(-service), to: at(0)).isEmpty)
        _ = admission.tryAcquire()
        return admission
    }

    @discardableResult
    private func arrive(
        _ name: String,
        _ priority: RequestPriority = .normal,
        in admission: inout Admission,
        at milliseconds: Int64,
        deadline: Int64? = nil
    ) -> (answer: Answer<String>, displaced: [String], delayed: [String]) {
        let arrival = Arrival(time: at(milliseconds), priority: priority, deadline: deadline.map(at))
        let (answer, others) = admission.arrive(name, arrival)
        #expect(others.admitted.isEmpty)
        let displaced = others.refused.filter { $0.why == .displaced }.map(\.waiter)
        return (answer, displaced, others.refused.filter { $0.why == .delayed }.map(\.waiter))
    }

    // MARK: Order

    @Test func higherPrioritiesFirst() {
        var admission = busy()
        arrive("low", .low, in: &admission, at: 0)
        arrive("normal", in: &admission, at: 0)
        arrive("critical", .critical, in: &admission, at: 0)
        arrive("normal 2", in: &admission, at: 0)
        var order: [String] = []
        for _ in 0..<5 { order += admission.release(at: at(1)).admitted }
        #expect(order == ["critical", "normal", "normal 2", "low"])
        #expect(admission.inFlight == 0)
    }

    @Test func aPermitThatIsFreeIsGivenWhateverTheDeadline() {
        var admission = busy(service: 1_000)
        #expect(admission.release(at: at(0)).isEmpty)
        #expect(arrive("a", in: &admission, at: 0, deadline: 1).answer == .decided(.admitted))
    }

    // MARK: A full queue

    @Test func refusesWhenTheQueueIsFull() {
        var admission = busy(maximumWaiting: 1)
        arrive("a", in: &admission, at: 0)
        let second = arrive("b", in: &admission, at: 0)
        #expect(second.answer == .decided(.refused(.full)))
        #expect(second.displaced == [])
        #expect(admission.waiting == 1)
    }

    @Test func aHigherPriorityTakesThePlaceOfTheOldestOfTheLowest() {
        var admission = busy(maximumWaiting: 3)
        arrive("high", .high, in: &admission, at: 0)
        arrive("low 1", .low, in: &admission, at: 0)
        arrive("low 2", .low, in: &admission, at: 0)
        #expect(arrive("normal", in: &admission, at: 0).displaced == ["low 1"])
        #expect(arrive("low 3", .low, in: &admission, at: 0).answer == .decided(.refused(.full)))
        #expect(arrive("normal 2", in: &admission, at: 0).displaced == ["low 2"])
        #expect(arrive("normal 3", in: &admission, at: 0).answer == .decided(.refused(.full)))
        #expect(admission.waiting == 3)
    }

    @Test func noQueue() {
        var admission = busy(maximumWaiting: 0)
        #expect(arrive("a", .critical, in: &admission, at: 0).answer == .decided(.refused(.full)))
    }

    // MARK: Deadlines that cannot be met

    @Test func refusesWhatCannotBeDoneInTime() {
        // Two at a time, 100 milliseconds each: the first who waits is done after 150.
        var admission = busy(concurrency: 2, service: 100)
        #expect(arrive("a", in: &admission, at: 0, deadline: 149).answer == .decided(.refused(.hopeless)))
        #expect(admission.waiting == 0)
        arrive("b", in: &admission, at: 0, deadline: 150)
        #expect(admission.waiting == 1)
        arrive("c", in: &admission, at: 0)
        // And the third after 250.
        #expect(arrive("d", in: &admission, at: 0, deadline: 249).answer == .decided(.refused(.hopeless)))
        arrive("e", in: &admission, at: 0, deadline: 250)
        #expect(admission.waiting == 3)
    }

    @Test func onlyThoseBeforeItCount() {
        var admission = busy(concurrency: 2, service: 100)
        for name in ["a", "b", "c"] { arrive(name, .low, in: &admission, at: 0) }
        #expect(arrive("d", .low, in: &admission, at: 0, deadline: 200).answer == .decided(.refused(.hopeless)))
        arrive("e", .high, in: &admission, at: 0, deadline: 200)
        #expect(admission.waiting == 4)
    }

    @Test func theServiceTimeIsAnAverage() {
        var admission = busy(concurrency: 1, service: 100)
        // 100 + (260 - 100) / 16 = 110.
        _ = admission.finish(from: at(0), to: at(260))
        _ = admission.tryAcquire()
        #expect(arrive("a", in: &admission, at: 300, deadline: 300 + 219).answer == .decided(.refused(.hopeless)))
        arrive("b", in: &admission, at: 300, deadline: 300 + 220)
        #expect(admission.waiting == 1)
    }

    // MARK: Overload

    /// Calls that came at 0, of which one is served every 20 milliseconds up to 120.
    private func overloaded(_ calls: [(String, RequestPriority)]) -> Admission {
        var admission = busy(maximumWaiting: 100)
        for number in 0..<6 { arrive("served \(number)", .critical, in: &admission, at: 0) }
        for (name, priority) in calls { arrive(name, priority, in: &admission, at: 0) }
        for number in 0..<6 {
            let verdicts = admission.release(at: at(Int64(number) * 17))
            #expect(verdicts.admitted == ["served \(number)"])
            #expect(verdicts.refused.isEmpty)
        }
        return admission
    }

    @Test func nobodyIsRefusedBeforeTheInterval() {
        var admission = overloaded([("a", .normal), ("b", .normal)])
        let verdicts = admission.release(at: at(104))
        #expect(verdicts.admitted == ["a"])
        #expect(verdicts.refused.isEmpty)
    }

    @Test func whoHasWaitedTooLongIsRefused() {
        var admission = overloaded([("a", .normal), ("b", .normal), ("c", .low)])
        arrive("young", in: &admission, at: 100)
        let verdicts = admission.release(at: at(105))
        // The permit is not left unused.
        #expect(verdicts.admitted == ["a"])
        #expect(verdicts.refused.map(\.waiter) == ["c", "b"])
        #expect(verdicts.refused.allSatisfy { $0.why == .delayed })
        #expect(admission.waiting == 1)
    }

    @Test func alsoWhenANewCallComes() {
        var admission = overloaded([("a", .normal)])
        let new = arrive("new", in: &admission, at: 105)
        #expect(new.delayed == ["a"])
        #expect(admission.waiting == 1)
        #expect(admission.release(at: at(106)).admitted == ["new"])
    }

    @Test func aLowerPriorityGoesBeforeAHigherOne() {
        var admission = overloaded([("high", .high), ("high 2", .high)])
        arrive("low", .low, in: &admission, at: 104)
        let verdicts = admission.release(at: at(105))
        #expect(verdicts.admitted == ["high"])
        // "low" is young, but it has no chance as long as "high 2" has none.
        #expect(verdicts.refused.map(\.waiter) == ["low", "high 2"])
    }

    @Test func noMoreThanNeeded() {
        var admission = overloaded([("low", .low)])
        arrive("normal", in: &admission, at: 96)
        arrive("low 2", .low, in: &admission, at: 97)
        let new = arrive("new", in: &admission, at: 105)
        #expect(new.delayed == ["low"])
        #expect(admission.waiting == 3)
    }

    @Test func whoLeavesEndsTheOverload() {
        var admission = busy()
        guard case .waits(let ticket) = arrive("a", in: &admission, at: 0).answer else {
            Issue.record("it should wait")
            return
        }
        admission.leave(ticket, at: at(50))
        #expect(admission.waiting == 0)
        // The queue was empty at 50.
        arrive("b", in: &admission, at: 50)
        #expect(arrive("c", in: &admission, at: 150).delayed == [])
        #expect(arrive("d", in: &admission, at: 155).delayed == ["b"])
    }

    @Test func whoLeavesIsNotCountedAmongThoseWhoWait() {
        var admission = busy()
        guard case .waits(let ticket) = arrive("a", in: &admission, at: 0).answer else {
            Issue.record("it should wait")
            return
        }
        arrive("b", in: &admission, at: 49)
        admission.leave(ticket, at: at(50))
        #expect(arrive("c", in: &admission, at: 106).delayed == [])
    }

    @Test func whoIsDisplacedIsNotCountedAmongThoseWhoWait() {
        var admission = busy(maximumWaiting: 1)
        arrive("a", .low, in: &admission, at: 0)
        #expect(arrive("b", .high, in: &admission, at: 50).displaced == ["a"])
        #expect(arrive("c", in: &admission, at: 106).delayed == [])
    }

    @Test func theWaitOfWhoIsServedCounts() {
        var admission = busy()
        arrive("a", in: &admission, at: 0)
        arrive("b", in: &admission, at: 3)
        // "a" has been above the target since 5, "b" since 8.
        let verdicts = admission.release(at: at(107))
        #expect(verdicts.admitted == ["a"])
        #expect(verdicts.refused.map(\.waiter) == ["b"])
    }

    @Test func aQueueThatWasServedEndsTheOverload() {
        var admission = busy()
        arrive("a", in: &admission, at: 0)
        #expect(admission.release(at: at(50)).admitted == ["a"])
        arrive("b", in: &admission, at: 50)
        #expect(arrive("c", in: &admission, at: 150).delayed == [])
    }
}
