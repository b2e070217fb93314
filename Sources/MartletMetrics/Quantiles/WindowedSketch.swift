import Martlet

/// A sketch of the last so many minutes, beside the count and the sum of all time; or, without a window, of all time.
///
/// The window moves in steps: each step has a sketch of its own, and ``merged`` puts them together.
struct WindowedSketch: Sendable {
    private let empty: QuantileSketch
    private let step: Int64
    private var sketches: [QuantileSketch]
    private var current = 0
    private var stepEnd: Int64?

    /// All numbers ever, or since the last drain.
    private(set) var totalCount: UInt64 = 0
    private(set) var totalSum = 0.0

    init(relativeAccuracy: Double, window: QuantileWindow?) {
        empty = QuantileSketch(relativeAccuracy: relativeAccuracy)
        sketches = Array(repeating: empty, count: window?.steps ?? 1)
        step = window.map { max($0.maximumAge.saturatedNanoseconds / Int64($0.steps), 1) } ?? .max
    }

    var isWindowed: Bool { step != .max }

    /// - Parameter now: A monotonic time in nanoseconds; it does not matter without a window.
    mutating func record(_ value: Double, at now: Int64) {
        move(to: now)
        sketches[current].record(value)
        totalCount += 1
        totalSum += value
    }

    /// What there is at this moment; `drains` also empties it.
    mutating func read(drains: Bool, at now: Int64) -> WindowedSketch {
        move(to: now)
        let read = self
        if drains {
            for index in sketches.indices { sketches[index] = empty }
            totalCount = 0
            totalSum = 0
        }
        return read
    }

    /// All steps in one.
    var merged: QuantileSketch {
        guard isWindowed else { return sketches[current] }
        var merged = sketches[current]
        for (index, sketch) in sketches.enumerated() where index != current { merged.merge(sketch) }
        return merged.withTotals(count: totalCount, sum: totalSum)
    }

    private mutating func move(to now: Int64) {
        guard isWindowed else { return }
        guard var end = stepEnd else {
            stepEnd = now + step
            return
        }
        var moved = 0
        while now >= end, moved < sketches.count {
            current = (current + 1) % sketches.count
            sketches[current] = empty
            end += step
            moved += 1
        }
        // After a long silence all are empty, and time begins anew.
        stepEnd = now >= end ? now + step : end
    }
}
