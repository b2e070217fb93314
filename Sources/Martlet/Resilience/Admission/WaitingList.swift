/// Calls that wait, in the order in which they are served: the highest priority first, and within a priority who came
/// first. Any of them may leave.
struct WaitingList<Element> {
    /// Stands for one waiting element, and for no other one after that.
    struct Ticket: Hashable, Sendable {
        fileprivate let priority: RequestPriority
        fileprivate let handle: Int
        fileprivate let serial: Int
    }

    private struct Entry {
        let element: Element
        let arrival: Timestamp
        /// Handles of the list are used again; this is not.
        let serial: Int
    }

    private struct Level {
        let priority: RequestPriority
        var entries = LinkedSlots<Entry>()
    }

    /// The highest priority first. A level stays when it is empty, since there are few and they come back.
    private var levels: [Level] = []
    private var lastSerial = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element, priority: RequestPriority, at time: Timestamp) -> Ticket {
        let level = makeLevel(priority)
        lastSerial += 1
        let entry = Entry(element: element, arrival: time, serial: lastSerial)
        let handle = levels[level].entries.append(entry)
        count += 1
        return Ticket(priority: priority, handle: handle, serial: lastSerial)
    }

    /// Takes an element out; `nil` when it is not in the list any more.
    mutating func remove(_ ticket: Ticket) -> Element? {
        guard let level = levels.firstIndex(where: { $0.priority == ticket.priority }),
            levels[level].entries[ticket.handle]?.serial == ticket.serial
        else { return nil }
        count -= 1
        return levels[level].entries.remove(ticket.handle)?.element
    }

    /// Takes the element that is served next.
    mutating func popFirst() -> Element? {
        popFirst(of: levels.firstIndex { !$0.entries.isEmpty })
    }

    /// Takes the oldest element of the lowest priority.
    mutating func popLowest() -> Element? {
        popFirst(of: levels.lastIndex { !$0.entries.isEmpty })
    }

    var lowestPriority: RequestPriority? {
        levels.last { !$0.entries.isEmpty }?.priority
    }

    /// When the element came that has been waiting for the longest time.
    var oldestArrival: Timestamp? {
        var oldest: Timestamp?
        for level in levels {
            guard let first = level.entries.first, let entry = level.entries[first] else { continue }
            oldest = min(oldest ?? entry.arrival, entry.arrival)
        }
        return oldest
    }

    /// How many elements would be served before a new one.
    func count(before priority: RequestPriority) -> Int {
        var sum = 0
        for level in levels where level.priority >= priority { sum += level.entries.count }
        return sum
    }

    private mutating func popFirst(of level: Int?) -> Element? {
        guard let level, let entry = levels[level].entries.popFirst() else { return nil }
        count -= 1
        return entry.element
    }

    private mutating func makeLevel(_ priority: RequestPriority) -> Int {
        let index = levels.firstIndex { $0.priority <= priority } ?? levels.endIndex
        if index == levels.endIndex || levels[index].priority != priority {
            levels.insert(Level(priority: priority), at: index)
        }
        return index
    }
}
