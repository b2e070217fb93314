import Testing

@testable import Martlet

@Suite struct LongTermAverageTests {
    @Test func theFirstTenCountAlike() {
        var average = LongTermAverage()
        #expect(average.value == nil)
        for number in 1...10 { average.add(100 + Double(number)) }
        #expect(abs((average.value ?? 0) - 105.5) < 0.001)
    }

    @Test func thenOneCountsForLittle() {
        var average = LongTermAverage()
        for _ in 1...10 { average.add(100) }
        average.add(160)
        #expect(abs((average.value ?? 0) - (100 + 60 * 2 / 601)) < 0.001)
    }

    @Test func aMinuteTakesItMostOfTheWay() throws {
        var average = LongTermAverage()
        for _ in 1...10 { average.add(100) }
        for _ in 0..<600 { average.add(200) }
        let value = try #require(average.value)
        #expect(value > 180 && value < 190)
    }

    @Test func theWayBackIsShort() throws {
        var average = LongTermAverage()
        for _ in 1...10 { average.add(1_000) }
        for _ in 0..<30 { average.add(100) }
        let value = try #require(average.value)
        #expect(value < 250)
    }

    @Test func lowerAndReplace() {
        var average = LongTermAverage()
        average.lower(to: 100)
        #expect(average.value == 100)
        average.lower(to: 200)
        #expect(average.value == 100)
        average.lower(to: 50)
        #expect(average.value == 50)
        average.replace(with: 300)
        #expect(average.value == 300)
    }
}
