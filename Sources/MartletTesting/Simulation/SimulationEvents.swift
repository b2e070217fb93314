/// What happens next in a simulation: a queue by time, first in, first out at the same time.
struct SimulationEvents<Event> {
    private struct Entry {
        let time: Int64
        let number: Int
        let event: Event

        func comes(before other: Entry) -> Bool {
            (time, number) < (other.time, other.number)
        }
    }

    private var heap: [Entry] = []
    private var added = 0

    /// Adds an event.
    mutating func add(_ event: Event, at time: Int64) {
        added += 1
        var index = heap.count
        let entry = Entry(time: time, number: added, event: event)
        heap.append(entry)
        while index > 0, entry.comes(before: heap[(index - 1) / 2]) {
            heap[index] = heap[(index - 1) / 2]
            index = (index - 1) / 2
        }
        heap[index] = entry
    }

    /// Takes the first event.
    mutating func next() -> (time: Int64, event: Event)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return (first.time, first.event) }
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].comes(before: heap[child]) { child += 1 }
            guard heap[child].comes(before: last) else { break }
            heap[index] = heap[child]
            index = child
        }
        heap[index] = last
        return (first.time, first.event)
    }
}
