import Testing

@testable import MartletTesting

struct SimulationEventsTests {
    @Test func byTimeAndThenInTurn() {
        var events = SimulationEvents<String>()
        for (time, name) in [(3, "d"), (1, "a"), (2, "b"), (2, "c"), (9, "e")] { events.add(name, at: Int64(time)) }
        var names: [String] = []
        while let (_, event) = events.next() { names.append(event) }
        #expect(names == ["a", "b", "c", "d", "e"])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func asASortWouldDo(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var events = SimulationEvents<Int>()
        var expected: [(Int64, Int)] = []
        var taken: [Int] = []
        for number in 0..<500 {
            let time = Int64.random(in: 0..<50, using: &generator)
            events.add(number, at: time)
            expected.append((time, number))
            if Int.random(in: 0..<3, using: &generator) == 0 {
                expected.sort { $0 < $1 }
                let event = events.next()?.event
                #expect(event == expected.removeFirst().1)
            }
        }
        while let (_, event) = events.next() { taken.append(event) }
        #expect(taken == expected.sorted { $0 < $1 }.map(\.1))
        let isEmpty = events.next() == nil
        #expect(isEmpty)
    }
}
