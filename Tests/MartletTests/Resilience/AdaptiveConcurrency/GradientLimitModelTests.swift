import Testing

@testable import Martlet

/// Minutes of traffic against a model of what is behind the limit.
@Suite struct GradientLimitModelTests {
    private func limit(_ initial: Int = 20) -> GradientLimit {
        GradientLimit(initial: initial, bounds: 1...1_000, tolerance: 1.5, smoothing: 0.2)
    }

    @Test(arguments: [(2.0, 50.0), (10, 20), (100, 20), (300, 50)])
    func findsTheCapacity(capacity: Double, milliseconds: Double) {
        var limit = limit()
        var backend = ModelBackend(capacity: capacity, milliseconds: milliseconds)
        backend.run(&limit, for: .seconds(30))
        let found = backend.run(&limit, for: .seconds(5))
        #expect(Double(found.upperBound) > 0.9 * capacity)
        #expect(Double(found.upperBound) < 2.2 * capacity + 4)
    }

    @Test func comesDownFromTooMuch() {
        var limit = limit(200)
        var backend = ModelBackend(capacity: 10, milliseconds: 10)
        backend.run(&limit, for: .seconds(15))
        #expect(limit.limit < 30)
    }

    @Test func anOverloadThatLastsDoesNotBecomeUsual() {
        var limit = limit()
        var backend = ModelBackend(capacity: 20, milliseconds: 20)
        backend.run(&limit, for: .seconds(20))
        let found = backend.run(&limit, for: .seconds(300))
        #expect(found.upperBound < 60)
        #expect(found.lowerBound >= 8)
    }

    @Test func keepsTheThroughputWhenEverythingTakesLonger() {
        var limit = limit()
        var backend = ModelBackend(capacity: 200, milliseconds: 20)
        backend.run(&limit, for: .seconds(30))
        #expect(limit.limit > 200)
        backend.service *= 3
        let found = backend.run(&limit, for: .seconds(30))
        #expect(found.lowerBound > 60)
        #expect(limit.limit > 180)
    }

    @Test func followsTheCapacityDownAndUp() {
        var limit = limit()
        var backend = ModelBackend(capacity: 100, milliseconds: 10)
        backend.run(&limit, for: .seconds(30))
        backend.capacity = 20
        backend.run(&limit, for: .seconds(20))
        #expect(limit.limit < 50)
        backend.capacity = 100
        backend.run(&limit, for: .seconds(30))
        #expect(limit.limit > 90)
    }

    @Test func isTwiceWhatIsAskedFor() {
        var limit = limit()
        var backend = ModelBackend(capacity: 1_000, milliseconds: 50)
        backend.demand = 100
        backend.run(&limit, for: .seconds(60))
        #expect((198...203).contains(limit.limit))
    }

    @Test func dropsBringItDown() {
        var limit = limit()
        var backend = ModelBackend(capacity: 200, milliseconds: 10)
        backend.run(&limit, for: .seconds(20))
        let before = limit.limit
        backend.dropsEvery = 2
        backend.run(&limit, for: .seconds(5))
        #expect(limit.limit < before / 2)
    }
}
