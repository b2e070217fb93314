import Testing

@testable import Martlet

@Suite struct BreakerProbesTests {
    private func probes(_ limit: Int) -> BreakerProbes {
        BreakerProbes(limit: limit, patience: .seconds(10))
    }

    @Test func hasAsManyPlacesAsSuccessesAreNeeded() {
        var probes = probes(2)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(101)) == 0)
        #expect(probes.begin(at: .seconds(102)) == nil)
        #expect(probes.succeed(0) == false)
        // A success keeps its place: no third probe is needed.
        #expect(probes.begin(at: .seconds(103)) == nil)
        #expect(probes.succeed(0) == true)
    }

    @Test func whatComesToNothingGivesItsPlaceBack() {
        var probes = probes(1)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(101)) == nil)
        probes.giveBack(0)
        #expect(probes.begin(at: .seconds(101)) == 0)
        #expect(probes.begin(at: .seconds(101)) == nil)
        #expect(probes.succeed(0) == true)
    }

    @Test func whoDoesNotEndLosesThePlace() {
        var probes = probes(1)
        #expect(probes.begin(at: .seconds(105)) == 0)
        #expect(probes.begin(at: .seconds(115) - .nanoseconds(1)) == nil)
        #expect(probes.begin(at: .seconds(115)) == 1)
        #expect(probes.begin(at: .seconds(125) - .nanoseconds(1)) == nil)
        #expect(probes.begin(at: .seconds(125)) == 2)
    }

    @Test func everyProbeHasThatTime() {
        var probes = probes(2)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(109)) == 0)
        #expect(probes.begin(at: .seconds(119) - .nanoseconds(1)) == nil)
        #expect(probes.begin(at: .seconds(119)) == 1)
        #expect(probes.begin(at: .seconds(119)) == 1)
        #expect(probes.begin(at: .seconds(119)) == nil)
    }

    @Test func aFreePlaceIsTakenWithoutANewRound() {
        var probes = probes(2)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(200)) == 0)
    }

    @Test func theLateOneStillCounts() {
        var probes = probes(1)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(110)) == 1)
        #expect(probes.succeed(0) == true)
    }

    @Test func theLateOneDoesNotGiveBackThePlaceOfAnother() {
        var probes = probes(1)
        #expect(probes.begin(at: .seconds(100)) == 0)
        #expect(probes.begin(at: .seconds(110)) == 1)
        probes.giveBack(0)
        #expect(probes.begin(at: .seconds(111)) == nil)
        probes.giveBack(1)
        #expect(probes.begin(at: .seconds(111)) == 1)
    }

    @Test func aNewRoundHasPlacesForWhatIsMissing() {
        var probes = probes(3)
        for _ in 0..<3 { #expect(probes.begin(at: .seconds(100)) == 0) }
        #expect(probes.succeed(0) == false)
        #expect(probes.begin(at: .seconds(109)) == nil)
        #expect(probes.begin(at: .seconds(110)) == 1)
        #expect(probes.begin(at: .seconds(110)) == 1)
        #expect(probes.begin(at: .seconds(110)) == nil)
        // One late success and one of the new round make three.
        #expect(probes.succeed(0) == false)
        #expect(probes.succeed(1) == true)
    }
}
