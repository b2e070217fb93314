import Testing

@testable import Martlet

@Suite struct TimerQueueTests {
    private final class Call: Sendable {}

    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func expiresInOrder() {
        var queue = TimerQueue<Call>()
        let calls = [Call(), Call(), Call()]
        #expect(queue.schedule(calls[0], at: at(1)).startsDriver)
        #expect(!queue.schedule(calls[1], at: at(2)).startsDriver)
        #expect(!queue.schedule(calls[2], at: at(3)).startsDriver)
        #expect(queue.advance(to: at(0), visit: at(1)) == .expire([], next: at(1)))
        #expect(queue.advance(to: at(2), visit: at(1)) == .expire([calls[0], calls[1]], next: at(3)))
        #expect(queue.advance(to: at(3), visit: at(3)) == .stop([calls[2]]))
    }

    @Test func aCallThatHasEndedDoesNotExpire() {
        var queue = TimerQueue<Call>()
        let calls = [Call(), Call()]
        let first = queue.schedule(calls[0], at: at(1)).handle
        _ = queue.schedule(calls[1], at: at(2))
        queue.remove(first, of: calls[0])
        #expect(queue.advance(to: at(0), visit: at(1)) == .expire([], next: at(2)))
        #expect(queue.advance(to: at(9), visit: at(2)) == .stop([calls[1]]))
    }

    @Test func whoeverIsLastStopsTheDriverAndTheNextStartsIt() {
        var queue = TimerQueue<Call>()
        let call = Call()
        let handle = queue.schedule(call, at: at(1)).handle
        queue.remove(handle, of: call)
        // The driver is still asleep, so nobody starts another one.
        #expect(!queue.schedule(call, at: at(2)).startsDriver)
        #expect(queue.advance(to: at(2), visit: at(1)) == .stop([call]))
        #expect(queue.schedule(call, at: at(3)).startsDriver)
    }

    /// As one does that was busy between the reading of the clock and this.
    @Test func aCallThatComesLateExpiresInTime() {
        var queue = TimerQueue<Call>()
        let calls = [Call(), Call(), Call()]
        #expect(queue.schedule(calls[0], at: at(9)).startsDriver)
        #expect(!queue.schedule(calls[1], at: at(9)).startsDriver)
        #expect(queue.schedule(calls[2], at: at(2)).startsDriver)
        #expect(queue.advance(to: at(2), visit: at(2)) == .expire([calls[2]], next: at(9)))
        #expect(queue.advance(to: at(9), visit: at(9)) == .stop([calls[0], calls[1]]))
        // The driver of the first call comes, too, and has nothing to do.
        #expect(queue.advance(to: at(9), visit: at(9)) == .stop([]))
    }

    @Test func aDriverThatIsNotWaitedForGoes() {
        var queue = TimerQueue<Call>()
        let calls = [Call(), Call(), Call()]
        _ = queue.schedule(calls[0], at: at(5))
        _ = queue.schedule(calls[1], at: at(2))
        _ = queue.schedule(calls[2], at: at(7))
        #expect(queue.advance(to: at(2), visit: at(2)) == .expire([calls[1]], next: at(5)))
        #expect(queue.advance(to: at(5), visit: at(5)) == .expire([calls[0]], next: at(7)))
        #expect(queue.advance(to: at(5), visit: at(5)) == .stop([]))
        #expect(queue.advance(to: at(7), visit: at(7)) == .stop([calls[2]]))
    }

    /// The handle of a call that has expired may stand for another one by now.
    @Test func aHandleRemovesOnlyItsOwnCall() {
        var queue = TimerQueue<Call>()
        let (old, new) = (Call(), Call())
        let handle = queue.schedule(old, at: at(1)).handle
        #expect(queue.advance(to: at(1), visit: at(1)) == .stop([old]))
        #expect(queue.schedule(new, at: at(2)).handle == handle)
        queue.remove(handle, of: old)
        #expect(queue.advance(to: at(2), visit: at(2)) == .stop([new]))
    }
}

extension TimerQueue.Action {
    fileprivate static func == (left: Self, right: Self) -> Bool where Call: AnyObject {
        switch (left, right) {
        case (.expire(let left, let leftNext), .expire(let right, let rightNext)):
            leftNext == rightNext && left.elementsEqual(right, by: ===)
        case (.stop(let left), .stop(let right)): left.elementsEqual(right, by: ===)
        default: false
        }
    }
}
