import MartletTesting
import Testing

@testable import Martlet

@Suite struct LinkedSlotsTests {
    @Test func firstInFirstOut() {
        var slots = LinkedSlots<String>()
        for text in ["a", "b", "c"] { _ = slots.append(text) }
        #expect(slots.count == 3 && !slots.isEmpty)
        #expect([slots.popFirst(), slots.popFirst(), slots.popFirst(), slots.popFirst()] == ["a", "b", "c", nil])
        #expect(slots.count == 0 && slots.isEmpty && slots.first == nil)
    }

    @Test func anElementIsRemovedOnce() {
        var slots = LinkedSlots<String>()
        let handle = slots.append("a")
        #expect(slots.remove(handle) == "a")
        #expect(slots.remove(handle) == nil)
        #expect(slots[handle] == nil && slots.isEmpty)
    }

    @Test func slotsAreUsedAgain() {
        var slots = LinkedSlots<Int>()
        let handles = (0..<3).map { slots.append($0) }
        for handle in handles { _ = slots.remove(handle) }
        #expect(Set((0..<3).map { slots.append($0) }) == Set(handles))
    }

    @Test func anElementCanBeChanged() {
        var slots = LinkedSlots<Int>()
        let handle = slots.append(1)
        slots[handle] = 2
        #expect(slots.popFirst() == 2)
    }

    @Test(arguments: 0..<10)
    func insertsInOrderAndBehindEquals(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var slots = LinkedSlots<(key: Int, arrival: Int)>()
        var model: [(key: Int, arrival: Int)] = []
        for arrival in 0..<100 {
            let element = (key: Int.random(in: 0..<20, using: &generator), arrival: arrival)
            _ = slots.insert(element) { $0.key < $1.key }
            model.append(element)
        }
        model.sort { ($0.key, $0.arrival) < ($1.key, $1.arrival) }
        for element in model { #expect(slots.popFirst().map { $0 == element } ?? false) }
        #expect(slots.isEmpty)
    }

    /// Beside an array that does the same in linear time.
    @Test(arguments: 0..<20)
    func behavesLikeAnArray(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var slots = LinkedSlots<Int>()
        var model: [(handle: Int, element: Int)] = []
        for element in 0..<500 {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1:
                model.append((slots.append(element), element))
            case 2:
                #expect(slots.popFirst() == (model.isEmpty ? nil : model.removeFirst().element))
            case 3 where !model.isEmpty:
                let removed = model.remove(at: Int.random(in: model.indices, using: &generator))
                #expect(slots.remove(removed.handle) == removed.element)
            case 4 where !model.isEmpty:
                let moved = model.remove(at: Int.random(in: model.indices, using: &generator))
                model.append(moved)
                slots.moveToEnd(moved.handle)
            default: continue
            }
            #expect(slots.count == model.count)
            #expect(slots.first == model.first?.handle)
            #expect(slots.first.flatMap { slots[$0] } == model.first?.element)
        }
        while let next = model.first {
            model.removeFirst()
            #expect(slots.popFirst() == next.element)
        }
    }
}
