import Martlet
import Testing

@testable import MartletDiscovery

@Suite struct WatchStateTests {
    private let start = ContinuousClock.now
    private let one = Snapshot([Instance(host: "a", port: 1)])
    private let two = Snapshot([Instance(host: "a", port: 1), Instance(host: "b", port: 1)])
    private let away = Status(.unavailable, "away")

    private func time(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func state(maximumAge: Duration? = nil) -> WatchState<ContinuousClock.Instant> {
        WatchState(maximumAge: maximumAge)
    }

    /// A macro takes no call that changes its receiver.
    private func expect(_ expected: Bool, _ actual: Bool, _ location: SourceLocation = #_sourceLocation) {
        #expect(actual == expected, sourceLocation: location)
    }

    @Test func knowsNothingAtFirst() {
        let state = state()
        #expect(state.resolution.snapshot == nil)
        #expect(state.resolution.failure == nil)
        #expect(state.age(at: time(9)) == .zero)
    }

    @Test func onlyNewsIsNews() {
        var state = state()
        expect(true, state.reported(Snapshot([])))
        expect(false, state.reported(Snapshot([])))
        expect(true, state.reported(one))
        expect(false, state.reported(one))
        expect(true, state.reported(two))
        #expect(state.resolution.snapshot == two)
    }

    @Test func lastKnownGood() {
        var state = state()
        _ = state.reported(one)
        expect(true, state.failed(away, at: time(10)))
        #expect(state.resolution.snapshot == one)
        #expect(state.resolution.failure?.message == "away")
        #expect(state.age(at: time(25)) == .seconds(15))
        // The clock runs from the first failure.
        expect(false, state.failed(Status(.internal, "worse"), at: time(20)))
        #expect(state.age(at: time(25)) == .seconds(15))
        #expect(state.resolution.failure?.message == "worse")
        // The same set again says that the registry is back.
        expect(true, state.reported(one))
        #expect(state.resolution.failure == nil)
        #expect(state.age(at: time(30)) == .zero)
        #expect(state.expiry == nil)
    }

    /// Go kit's `InvalidateOnError`, with its numbers.
    @Test func maximumAge() {
        var state = state(maximumAge: .milliseconds(100))
        func milliseconds(_ count: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(count)) }
        _ = state.reported(one)
        _ = state.failed(Status(.unavailable, "sd error"), at: milliseconds(0))
        #expect(state.resolution.snapshot == one)
        #expect(state.expiry == milliseconds(100))
        state.expire(at: milliseconds(50))
        #expect(state.resolution.snapshot == one)
        state.expire(at: milliseconds(150))
        #expect(state.resolution.snapshot == nil)
        #expect(state.resolution.hasExpired)
        #expect(state.expiry == nil)
        _ = state.failed(Status(.unavailable, "another sd error"), at: milliseconds(200))
        #expect(state.resolution.hasExpired)
        expect(true, state.reported(one))
        #expect(!state.resolution.hasExpired)
        #expect(state.resolution.snapshot == one)
    }

    @Test func lateFailuresExpireAtOnce() {
        var state = state(maximumAge: .seconds(10))
        _ = state.reported(one)
        _ = state.failed(away, at: time(0))
        _ = state.failed(away, at: time(10))
        #expect(state.resolution.hasExpired)
    }

    @Test func withoutAMaximumNothingExpires() {
        var state = state()
        _ = state.reported(one)
        _ = state.failed(away, at: time(0))
        state.expire(at: time(1_000_000))
        #expect(state.resolution.snapshot == one)
    }
}
