import Martlet
import MartletTesting
import Testing

@testable import MartletConsul

@Suite struct BlockingIndexTests {
    @Test func growsAndStays() throws {
        var index = BlockingIndex()
        #expect(index.value == 0)
        #expect(try index.answered("100") == .current)
        #expect(index.value == 100)
        #expect(try index.answered("100") == .current)
        #expect(index.value == 100)
        #expect(try index.answered("18446744073709551615") == .current)
        #expect(index.value == .max)
    }

    /// Go kit: indexes 100 then 99, and the loop goes on from 0.
    @Test func isForgottenWhenItGoesBackwards() throws {
        var index = BlockingIndex()
        #expect(try index.answered("100") == .current)
        #expect(try index.answered("99") == .wentBackwards)
        #expect(index.value == 0)
        #expect(try index.answered("99") == .current)
        #expect(index.value == 99)
    }

    @Test(arguments: [nil, "", "0", "-1", "x", "1.5", "18446744073709551616"])
    func isNotSane(field: String?) throws {
        var index = BlockingIndex()
        #expect(try index.answered("7") == .current)
        let failure = #expect(throws: Status.self) { try index.answered(field) }
        #expect(failure?.code == .internal)
        #expect(index.value == 0)
    }

    /// Go kit: while indexes grow, none that is waited for is below the last one.
    @Test func neverWaitsForLess() throws {
        var random = SeededGenerator(seed: 5)
        var index = BlockingIndex()
        var last: UInt64 = 1
        for _ in 0..<1_000 {
            last += .random(in: 0...10, using: &random)
            #expect(try index.answered("\(last)") == .current)
            #expect(index.value == last)
        }
    }
}
