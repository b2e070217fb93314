import MartletTesting
import MartletTracing
import Testing

@Suite struct IDGeneratorTests {
    @Test func identitiesDiffer() {
        let ids = RandomIDGenerator()
        let traces = Set((0..<10_000).map { _ in ids.makeTraceID() })
        #expect(traces.count == 10_000)
        #expect(Set(traces.map(\.low)).count == 10_000)
        #expect(Set(traces.map(\.high)).count == 10_000)
        #expect(traces.allSatisfy { $0.high != $0.low })
        #expect(Set((0..<10_000).map { _ in ids.makeSpanID() }).count == 10_000)
    }

    @Test func twoGeneratorsDoNotFollowEachOther() {
        let one = RandomIDGenerator()
        let other = RandomIDGenerator()
        let ids = Set((0..<1_000).map { _ in one.makeTraceID() })
        #expect((0..<1_000).allSatisfy { _ in !ids.contains(other.makeTraceID()) })
    }

    @Test func aSeedGivesTheSame() {
        var first = SeededGenerator(seed: 3)
        var second = SeededGenerator(seed: 3)
        let one = RandomIDGenerator(using: &first)
        let other = RandomIDGenerator(using: &second)
        for _ in 0..<10 { #expect(one.makeTraceID() == other.makeTraceID()) }
        for _ in 0..<10 { #expect(one.makeSpanID() == other.makeSpanID()) }
    }

    @Test func everyBitIsUsed() {
        let ids = RandomIDGenerator()
        let all = (0..<1_000).map { _ in ids.makeTraceID() }
        for bit in 0..<64 {
            #expect((350...650).contains(all.count { $0.low >> bit & 1 == 1 }))
            #expect((350...650).contains(all.count { $0.high >> bit & 1 == 1 }))
        }
    }

    @Test func itIsNeverInvalid() {
        // The first state is 0, of which the mixing function makes 0.
        var zeros = Zeros(numbers: [.max, 1, 0])
        let ids = RandomIDGenerator(using: &zeros)
        #expect(ids.makeSpanID().isValid)
        var again = Zeros(numbers: [.max, 1, 0])
        #expect(RandomIDGenerator(using: &again).makeTraceID().isValid)
    }

    private struct Zeros: RandomNumberGenerator {
        var numbers: [UInt64]
        mutating func next() -> UInt64 { numbers.isEmpty ? 0 : numbers.removeFirst() }
    }
}
