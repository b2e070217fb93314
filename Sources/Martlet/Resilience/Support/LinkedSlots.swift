/// A list in which elements are found by a handle: appended, taken from the front, or removed from the middle, each in
/// constant time and without an allocation per element. For queues that calls may leave, and for what was used when.
struct LinkedSlots<Element> {
    /// Stands for an element until that is removed; then it may stand for another one.
    typealias Handle = Int

    private struct Slot {
        var element: Element?
        var previous: Int
        var next: Int
    }

    private static var none: Int { -1 }

    private var slots: [Slot] = []
    /// The first of the free slots, which are linked by `next`.
    private var free = none

    private(set) var first: Handle?
    private var last: Handle?
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element of a handle, which must not have been removed.
    subscript(handle: Handle) -> Element? {
        get { slots[handle].element }
        set { slots[handle].element = newValue }
    }

    mutating func append(_ element: Element) -> Handle {
        let handle = takeSlot(element)
        link(handle, after: last)
        count += 1
        return handle
    }

    /// Puts an element behind the last one that it does not come before, in constant time for what comes in order.
    mutating func insert(_ element: Element, sortedBy comesBefore: (Element, Element) -> Bool) -> Handle {
        var previous = last
        while let other = previous, let known = slots[other].element, comesBefore(element, known) {
            previous = slots[other].previous == Self.none ? nil : slots[other].previous
        }
        let handle = takeSlot(element)
        link(handle, after: previous)
        count += 1
        return handle
    }

    mutating func popFirst() -> Element? {
        first.flatMap { remove($0) }
    }

    mutating func remove(_ handle: Handle) -> Element? {
        guard let element = slots[handle].element else { return nil }
        unlink(handle)
        slots[handle] = Slot(element: nil, previous: Self.none, next: free)
        free = handle
        count -= 1
        return element
    }

    /// Puts an element behind all others.
    mutating func moveToEnd(_ handle: Handle) {
        guard last != handle else { return }
        unlink(handle)
        link(handle, after: last)
    }

    private mutating func takeSlot(_ element: Element) -> Handle {
        guard free != Self.none else {
            slots.append(Slot(element: element, previous: Self.none, next: Self.none))
            return slots.count - 1
        }
        let handle = free
        free = slots[handle].next
        slots[handle] = Slot(element: element, previous: Self.none, next: Self.none)
        return handle
    }

    private mutating func link(_ handle: Handle, after previous: Handle?) {
        let next = previous.map { slots[$0].next } ?? first ?? Self.none
        slots[handle].previous = previous ?? Self.none
        slots[handle].next = next
        if let previous { slots[previous].next = handle } else { first = handle }
        if next == Self.none { last = handle } else { slots[next].previous = handle }
    }

    private mutating func unlink(_ handle: Handle) {
        let (previous, next) = (slots[handle].previous, slots[handle].next)
        if previous == Self.none { first = next == Self.none ? nil : next } else { slots[previous].next = next }
        if next == Self.none { last = previous == Self.none ? nil : previous } else { slots[next].previous = previous }
    }
}
