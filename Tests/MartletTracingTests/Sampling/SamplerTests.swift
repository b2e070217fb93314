import MartletTesting
import MartletTracing
import Testing
import Tracing

@Suite struct SamplerTests {
    private func samples(_ sampler: some Sampler, low: UInt64 = 1, parent: SpanContext? = nil) -> Bool {
        sampler.shouldSample(
            SamplingParameters(parent: parent, traceID: TraceID(high: 0, low: low), name: "test", kind: .internal)
        ).isSampled
    }

    @Test func constants() {
        #expect(samples(.always))
        #expect(!samples(.never))
        #expect(!samples(.never, parent: .remote()))
    }

    @Test func theRatioComparesTheFirst63OfTheLast64Bits() {
        // A quarter of 2^63 is 2^61, and the identity is halved: the border lies at 2^62.
        #expect(samples(.ratio(0.25), low: (1 << 62) - 1))
        #expect(!samples(.ratio(0.25), low: 1 << 62))
        #expect(!samples(.ratio(0.25), low: .max))
        #expect(samples(.ratio(0.5), low: .max >> 1))
        #expect(!samples(.ratio(0.5), low: 1 << 63))
    }

    @Test func allAndNone() {
        for ratio in [1, 1.5, Double.infinity] {
            #expect(samples(.ratio(ratio), low: .max))
            #expect(samples(.ratio(ratio), low: 0))
        }
        for ratio in [0, -1, -Double.infinity, .nan] { #expect(!samples(.ratio(ratio), low: 0)) }
    }

    @Test func theShareOfRandomIdentitiesIsTheRatio() {
        var random = SeededGenerator(seed: 1)
        let ids = RandomIDGenerator(using: &random)
        let count = (0..<10_000).count { _ in samples(.ratio(0.1), low: ids.makeTraceID().low) }
        #expect((900...1_100).contains(count))
    }

    @Test func aHigherRatioChoosesTheSameTracesAndMore() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<1_000 {
            let low = random.next()
            if samples(.ratio(0.2), low: low) { #expect(samples(.ratio(0.3), low: low)) }
        }
    }

    @Test func theParentDecides() {
        #expect(samples(.parentBased(root: .never), parent: .remote()))
        #expect(!samples(.parentBased(root: .always), parent: .remote(1, 2, [])))
        #expect(samples(.parentBased(root: .always)))
        #expect(!samples(.parentBased(root: .never)))
        var deferred = SpanContext.remote(1, 2, [])
        deferred.isSamplingDeferred = true
        #expect(samples(.parentBased(root: .always), parent: deferred))
        #expect(!samples(.parentBased(root: .never), parent: deferred))
        #expect(!samples(.parentBased(root: .ratio(0.1)), low: .max))
    }

    // MARK: Rate

    @Test func soManyASecond() {
        let clock = ManualClock()
        let sampler = RateLimitedSampler(perSecond: 2, clock: clock)
        #expect((0..<5).map { _ in samples(sampler) } == [true, true, false, false, false])
        clock.advance(by: .milliseconds(499))
        #expect(!samples(sampler))
        clock.advance(by: .milliseconds(1))
        #expect(samples(sampler))
        #expect(!samples(sampler))
        clock.advance(by: .seconds(3_600))
        #expect((0..<5).map { _ in samples(sampler) } == [true, true, false, false, false])
    }

    @Test func theBurstIsAsGiven() {
        let clock = ManualClock()
        let sampler = RateLimitedSampler(perSecond: 10, burst: 3, clock: clock)
        #expect((0..<5).count { _ in samples(sampler) } == 3)
        clock.advance(by: .milliseconds(250))
        #expect((0..<5).count { _ in samples(sampler) } == 2)
    }

    @Test func lessThanOneASecond() {
        let clock = ManualClock()
        let sampler = RateLimitedSampler(perSecond: 0.1, clock: clock)
        #expect(samples(sampler))
        clock.advance(by: .milliseconds(9_999))
        #expect(!samples(sampler))
        clock.advance(by: .milliseconds(1))
        #expect(samples(sampler))
    }

    @Test(arguments: [0, -1, -Double.infinity, .nan])
    func noneASecond(rate: Double) {
        #expect(!samples(RateLimitedSampler(perSecond: rate, burst: 10, clock: ManualClock())))
    }

    @Test(arguments: [1e-300, 1e300, .infinity, 1e9, 0.000_001])
    func strangeRatesDoNotTrap(rate: Double) {
        let clock = ManualClock()
        for burst in [nil, 0, -1, Int.max, Int.min] {
            let sampler = RateLimitedSampler(perSecond: rate, burst: burst, clock: clock)
            #expect(samples(sampler))
            clock.advance(by: .seconds(1_000_000))
            _ = samples(sampler)
        }
        #expect(samples(.rateLimited(perSecond: 1)))
    }

    @Test func copiesShareTheirTokensAlsoBetweenTasks() async {
        let sampler = RateLimitedSampler(perSecond: 100, clock: ManualClock())
        let sampled = await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).count { _ in samples(sampler) } }
            }
            return await group.reduce(0, +)
        }
        #expect(sampled == 100)
    }

    @Test func aRateThatIsNoNumberIsNone() {
        let sampler: any Sampler = .rateLimited(perSecond: .nan)
        let parameters = SamplingParameters(
            parent: nil,
            traceID: TraceID(high: 1, low: 1),
            name: "x",
            kind: .internal
        )
        #expect(!sampler.shouldSample(parameters).isSampled)
    }
}
