import Testing

@testable import Martlet

@Suite struct RateTests {
    @Test func intervalsThatDivideEvenly() {
        #expect(Rate.perSecond(1).interval == 1_000_000_000)
        #expect(Rate.perSecond(1_000).interval == 1_000_000)
        #expect(Rate.perMinute(1).interval == 60_000_000_000)
        #expect(Rate.perMinute(120).interval == 500_000_000)
        #expect(Rate(100, per: .seconds(3_600)).interval == 36_000_000_000)
        #expect(Rate.every(.milliseconds(250)).interval == 250_000_000)
    }

    @Test func theSameRateInOtherWordsIsEqual() {
        #expect(Rate.perMinute(60) == .perSecond(1))
        #expect(Rate.every(.seconds(2)) == Rate(30, per: .seconds(60)))
        #expect(Rate.perSecond(1) != .perSecond(2))
    }

    @Test func intervalsAreRoundedUp() {
        #expect(Rate.perSecond(3).interval == 333_333_334)
        #expect(Rate.perSecond(7_000_000).interval == 143)
        #expect(Rate.every(Duration(attoseconds: 1)).interval == 1)
        #expect(Rate.every(Duration(attoseconds: 1_000_000_001)).interval == 2)
    }

    @Test func moreThanABillionASecondIsABillion() {
        #expect(Rate.perSecond(1_000_000_000).interval == 1)
        #expect(Rate.perSecond(1_000_000_001).interval == 1)
        #expect(Rate.perSecond(.max).interval == 1)
    }

    @Test func noTimeMeansNoLimit() {
        #expect(Rate.every(.zero) == .unlimited)
        #expect(Rate.every(.seconds(-1)) == .unlimited)
        #expect(Rate(7, per: .zero) == .unlimited)
        #expect(Rate.unlimited.interval == 0)
    }

    @Test func noCallsAreOneInACentury() {
        let century: Int64 = 100 * 365 * 24 * 60 * 60 * 1_000_000_000
        #expect(Rate.perSecond(0).interval == century)
        #expect(Rate.perSecond(.min).interval == century)
        #expect(Rate(0, per: .zero).interval == century)
        #expect(Rate.every(.seconds(Int64.max)).interval == century)
        #expect(Rate(1_000, per: .seconds(Int64.max)).interval == century)
        #expect(Rate(.max, per: .seconds(Int64.max)).interval == 1_000_000_000)
    }
}
