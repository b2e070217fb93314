import Testing

@testable import Martlet

/// Single windows, by the formulas.
@Suite struct GradientLimitTests {
    /// A limit and the time.
    private struct Subject {
        var limit: GradientLimit
        var time: Int64 = 0

        /// One window of ten calls.
        mutating func window(_ milliseconds: Int64, inFlight: Int? = nil, drops: Int = 0, calls: Int = 10) {
            let inFlight = inFlight ?? limit.limit
            for index in 0..<calls {
                time += 20_000_000
                limit.sample(
                    from: Timestamp(nanoseconds: time - milliseconds * 1_000_000),
                    to: Timestamp(nanoseconds: time),
                    inFlight: inFlight,
                    didDrop: index < drops
                )
            }
        }
    }

    /// A limit that knows how long calls take usually.
    private func subject(
        _ initial: Int,
        in bounds: ClosedRange<Int> = 1...1_000,
        usually milliseconds: Int64? = 10,
        tolerance: Double = 1.5,
        smoothing: Double = 0.2
    ) -> Subject {
        var subject = Subject(
            limit: GradientLimit(initial: initial, bounds: bounds, tolerance: tolerance, smoothing: smoothing)
        )
        // Nothing else is learnt from it, since the limit is not used.
        if let milliseconds { for _ in 0..<20 { subject.window(milliseconds, inFlight: 0) } }
        return subject
    }

    @Test func beginsBetweenItsBounds() {
        #expect(subject(20).limit.limit == 20)
        #expect(subject(20, in: 30...40).limit.limit == 30)
        #expect(subject(20, in: 1...10).limit.limit == 10)
    }

    @Test func growsByTheRoot() {
        var subject = subject(100)
        // A fifth of the way to 100 + 10.
        subject.window(10)
        #expect(subject.limit.limit == 102)
    }

    @Test func nothingHappensWithinAWindow() {
        var subject = subject(100)
        subject.window(10, calls: 9)
        #expect(subject.limit.limit == 100)
        subject.window(10, calls: 1)
        #expect(subject.limit.limit == 102)
    }

    @Test func smoothing() {
        var subject = subject(100, smoothing: 1)
        subject.window(10)
        #expect(subject.limit.limit == 110)
    }

    @Test func growsOnlyWhenHalfOfItIsUsed() {
        var subject = subject(100)
        subject.window(10, inFlight: 49)
        #expect(subject.limit.limit == 100)
        subject.window(10, inFlight: 50)
        #expect(subject.limit.limit == 102)
    }

    @Test func growsWhileCallsTakeWhatIsTolerated() {
        var subject = subject(100)
        subject.window(15)
        #expect(subject.limit.limit == 102)
    }

    @Test func shrinksByTheGradient() {
        var subject = subject(100)
        // Of 20 milliseconds 15 are tolerated: a fifth of the way to 75 + 10, which is 97.
        subject.window(20)
        #expect(subject.limit.limit == 97)
    }

    @Test func shrinksByATenthAtTheMost() {
        var subject = subject(100)
        subject.window(80)
        // A fifth of the way to 50 + 10.
        #expect(subject.limit.limit == 92)
    }

    @Test func tolerance() {
        var subject = subject(100, tolerance: 2.5)
        subject.window(24)
        #expect(subject.limit.limit == 102)
        subject.window(30)
        #expect(subject.limit.limit < 102)
    }

    @Test func doesNotShrinkWhenItIsNotUsed() {
        var subject = subject(100)
        subject.window(80, inFlight: 49)
        #expect(subject.limit.limit == 100)
    }

    @Test func staysBetweenItsBounds() {
        var low = subject(20, in: 15...25)
        for _ in 0..<30 { low.window(80) }
        #expect(low.limit.limit == 15)
        var high = subject(20, in: 15...25)
        for _ in 0..<30 { high.window(10, inFlight: 20) }
        #expect(high.limit.limit == 25)
    }

    // MARK: Drops

    @Test func aFewDropsAreNothing() {
        var subject = subject(100)
        subject.window(10, drops: 2)
        #expect(subject.limit.limit == 102)
    }

    @Test func manyDropsShrinkIt() {
        var subject = subject(100)
        // Half of them at 10 milliseconds, half at 30: 20 on average, of which 15 are tolerated.
        subject.window(10, drops: 5)
        #expect(subject.limit.limit == 97)
    }

    @Test func nothingButDropsShrinksIt() {
        var known = subject(100)
        known.window(1, drops: 10)
        #expect(known.limit.limit == 92)
        var unknown = subject(100, usually: nil)
        unknown.window(1, drops: 10)
        #expect(unknown.limit.limit == 92)
    }

    @Test func callsThatTakeNoTime() {
        var subject = subject(100, usually: nil)
        subject.window(0)
        #expect(subject.limit.limit == 102)
    }

    // MARK: Probe

    /// Reaches the limit for so many windows of a fifth of a second.
    private func reach(_ subject: inout Subject, windows: Int) {
        for _ in 0..<windows { subject.window(10) }
    }

    @Test func halvesALimitThatIsReachedForTenSeconds() {
        var subject = subject(20, in: 1...20)
        reach(&subject, windows: 50)
        #expect(subject.limit.limit == 20)
        reach(&subject, windows: 1)
        #expect(subject.limit.limit == 10)
        subject.window(10, calls: 49)
        #expect(subject.limit.limit == 10)
        subject.window(10, calls: 1)
        #expect(subject.limit.limit == 20)
        reach(&subject, windows: 50)
        #expect(subject.limit.limit == 20)
        reach(&subject, windows: 1)
        #expect(subject.limit.limit == 10)
    }

    @Test func aProbeIsNotAboutCallsThatWereInFlightBefore() {
        var subject = subject(20, in: 1...20, usually: 40)
        for _ in 0..<51 { subject.window(40) }
        #expect(subject.limit.limit == 10)
        // Three calls end within 80 milliseconds.
        subject.window(1, calls: 3)
        subject.window(40, calls: 49)
        #expect(subject.limit.limit == 10)
        subject.window(40, calls: 1)
        #expect(subject.limit.limit == 20)
        // What took one millisecond has not become usual.
        subject.window(40)
        #expect(subject.limit.limit == 20)
    }

    @Test func doesNotHalveALimitThatIsNotAlwaysReached() {
        var subject = subject(20, in: 1...20)
        reach(&subject, windows: 40)
        subject.window(10, inFlight: 19)
        for _ in 0..<50 {
            reach(&subject, windows: 1)
            #expect(subject.limit.limit == 20)
        }
    }

    @Test func aProbeHalvesNoFurtherThanTheMinimum() {
        var subject = subject(20, in: 15...20)
        reach(&subject, windows: 51)
        #expect(subject.limit.limit == 15)
    }

    @Test func staysWhereCallsTakeHalfAsLong() {
        var subject = subject(16, in: 1...16)
        reach(&subject, windows: 51)
        #expect(subject.limit.limit == 8)
        // Half as long: 8 it is, and 4 is tried.
        subject.window(5, calls: 51)
        #expect(subject.limit.limit == 4)
        // No longer half: what is more was no queue.
        subject.window(4, calls: 51)
        #expect(subject.limit.limit == 8)
    }

    @Test func aProbeTellsWhatIsUsual() {
        var subject = subject(100, in: 1...100)
        reach(&subject, windows: 51)
        subject.window(7, calls: 51)
        #expect(subject.limit.limit == 100)
        // More than one and a half times 7.
        subject.window(14)
        #expect(subject.limit.limit < 100)
    }

    @Test func aProbeWithoutSuccessesTellsNothing() {
        var subject = subject(20, in: 1...20)
        reach(&subject, windows: 51)
        subject.window(1, drops: 51, calls: 51)
        #expect(subject.limit.limit == 20)
    }

    // MARK: When it was not the limit

    @Test func whatCallsTakeAtHalfTheLimitIsUsual() {
        var subject = subject(200)
        for _ in 0..<40 { subject.window(40) }
        // It has shrunk to half and no further, and grows again.
        #expect(subject.limit.limit > 100)
    }

    @Test func aLowerLimitProvesNothingWhileAsManyAreInFlight() {
        var subject = subject(200)
        for _ in 0..<40 { subject.window(40, inFlight: 100) }
        #expect(subject.limit.limit < 20)
    }

    @Test func aShrinkingThatHelpedGoesOn() {
        var subject = subject(200)
        // A queue: calls take a tenth of a millisecond for each of them that is in flight.
        for _ in 0..<40 { subject.window(Int64(Double(subject.limit.limit) * 0.4)) }
        #expect(subject.limit.limit < 60)
    }
}
