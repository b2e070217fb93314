/// A metric as it is asked for, before anything is made valid: finding it again must be quick.
struct SeriesKey: Hashable {
    let kind: MetricKind
    let label: String
    let dimensions: [(String, String)]

    static func == (first: SeriesKey, second: SeriesKey) -> Bool {
        guard first.kind == second.kind, first.dimensions.count == second.dimensions.count,
            first.label == second.label
        else { return false }
        for index in first.dimensions.indices where first.dimensions[index] != second.dimensions[index] { return false }
        return true
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(label)
        for (name, value) in dimensions {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}

/// Series by how they were asked for. It only saves time: what is not in it is found by its valid labels.
struct SeriesCache {
    private var cells: [SeriesKey: any MetricCell] = [:]
    private var removedCount = 0
    private let limit: Int

    /// - Parameter limit: The same series can be asked for in many ways: the cache starts anew when it has so many.
    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    subscript(key: SeriesKey) -> (any MetricCell)? {
        guard let cell = cells[key], !cell.identity.isRemoved else { return nil }
        return cell
    }

    mutating func insert(_ cell: any MetricCell, for key: SeriesKey) {
        if cells.count >= limit { cells = [:] }
        cells[key] = cell
    }

    /// Lets go of series that were removed, now and then: finding them takes as long as looking at all.
    mutating func noteRemoval() {
        removedCount += 1
        guard removedCount > 64 + cells.count / 2 else { return }
        removedCount = 0
        cells = cells.filter { !$0.value.identity.isRemoved }
    }
}
