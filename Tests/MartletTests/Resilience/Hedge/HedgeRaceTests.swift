import Testing

@testable import Martlet

private final class Race {
    private var value: HedgeRace

    init(_ maximumAttempts: Int = 2, hedges: Int = 0) {
        value = HedgeRace(maximumAttempts: maximumAttempts)
        for _ in 0..<hedges { _ = hedge() }
    }

    var mayHedge: Bool { value.mayHedge }

    func hedge() -> Int { value.hedge() }

    func attemptFailed(_ attempt: Int, _ error: any Error) -> (any Error)? {
        value.attemptFailed(attempt, error)
    }
}

@Suite struct HedgeRaceTests {
    private let unavailable = Status(.unavailable, "first")
    private let other = Status(.unavailable, "other")

    private func message(_ error: (any Error)?) -> String? { (error as? Status)?.message }

    @Test func thereAreAsManyAttemptsAsAllowed() {
        let race = Race(3)
        #expect(race.mayHedge && race.hedge() == 2)
        #expect(race.mayHedge && race.hedge() == 3)
        #expect(!race.mayHedge)
        #expect(!Race(1).mayHedge)
    }

    @Test func aLoneAttemptEndsTheCall() {
        let race = Race()
        #expect(message(race.attemptFailed(1, unavailable)) == "first")
    }

    @Test(arguments: [
        Status(.notFound), Status(.unavailable, retry: .never), Status(.cancelled), Status(.resourceExhausted),
    ])
    func whatAllAttemptsWouldShareEndsTheCall(error: Status) {
        let race = Race(hedges: 1)
        #expect((race.attemptFailed(1, error) as? Status)?.code == error.code)
    }

    @Test func cancellationAndUnknownErrorsEndTheCall() {
        let race = Race(hedges: 1)
        #expect(race.attemptFailed(1, CancellationError()) is CancellationError)
        let second = Race(hedges: 1)
        #expect(second.attemptFailed(1, MarkedError()) is MarkedError)
        // At the deadline all attempts are cancelled.
        var context = RequestContext()
        context.deadline = Deadline(ContinuousClock.now)
        let third = Race(hedges: 1)
        let error = RequestContext.$current.withValue(context) { third.attemptFailed(1, CancellationError()) }
        #expect(error is CancellationError)
    }

    @Test(arguments: [
        Status(.unavailable), Status(.deadlineExceeded), Status(.resourceExhausted, retry: .after(.seconds(1))),
    ])
    func whatMayPassLeavesItToTheOther(error: Status) {
        let race = Race(3, hedges: 1)
        #expect(race.attemptFailed(1, error) == nil)
        // There is no first attempt any more that another one could overtake.
        #expect(!race.mayHedge)
        #expect((race.attemptFailed(2, other) as? Status)?.code == error.code)
    }

    @Test func aFailedHedgeChangesNothing() {
        for error in [Status(.unavailable), Status(.notFound)] {
            let race = Race(3, hedges: 1)
            #expect(race.attemptFailed(2, error) == nil)
            #expect(race.mayHedge)
            #expect(message(race.attemptFailed(1, unavailable)) == "first")
        }
    }

    @Test func theLastOfThreeDecides() {
        let race = Race(3, hedges: 2)
        #expect(race.attemptFailed(1, unavailable) == nil)
        #expect(race.attemptFailed(3, other) == nil)
        #expect(message(race.attemptFailed(2, other)) == "first")
    }
}
