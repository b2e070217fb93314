/// Which lines have come lately, and how often each was held back: what ``LogDeduplication`` decides by.
struct RepeatTable<Key: Hashable & Sendable, Line: Sendable>: Sendable {
    private struct Entry: Sendable {
        var line: Line
        var end: ContinuousClock.Instant
        var repeats: Int
    }

    /// What to do with a line.
    enum Action: Equatable {
        /// It is written.
        case write
        /// It is held back and counted.
        case hold
    }

    private let window: Duration
    private let maximumLines: Int
    private var entries: [Key: Entry] = [:]

    init(window: Duration, maximumLines: Int) {
        self.window = window
        self.maximumLines = max(maximumLines, 1)
    }

    /// Whether lines are known whose repetitions have to be told at some time.
    var isEmpty: Bool { entries.isEmpty }

    /// A line has come. A line for which there is no place is written each time.
    ///
    /// - Returns: What to do with it, and the same line with its repetitions, when its window is over.
    mutating func line(
        _ key: Key,
        at now: ContinuousClock.Instant,
        _ line: @autoclosure () -> Line
    ) -> (action: Action, repeated: (line: Line, count: Int)?) {
        if var entry = entries[key] {
            if now < entry.end {
                entry.repeats += 1
                entries[key] = entry
                return (.hold, nil)
            }
            let repeated = entry.repeats > 0 ? (entry.line, entry.repeats) : nil
            entries[key] = Entry(line: line(), end: now + window, repeats: 0)
            return (.write, repeated)
        }
        if entries.count < maximumLines { entries[key] = Entry(line: line(), end: now + window, repeats: 0) }
        return (.write, nil)
    }

    /// Forgets lines whose windows are over, or all.
    ///
    /// - Returns: Those that were held back, with how often.
    mutating func expire(at now: ContinuousClock.Instant?) -> [(line: Line, count: Int)] {
        var repeated: [(Line, Int)] = []
        for (key, entry) in entries where now.map({ $0 >= entry.end }) ?? true {
            entries[key] = nil
            if entry.repeats > 0 { repeated.append((entry.line, entry.repeats)) }
        }
        return repeated
    }
}
