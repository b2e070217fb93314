/// The bins for numbers of one sign, next to each other in memory.
struct SketchBins: Sendable {
    /// The mean and not the sum: the mean of equal numbers is that number, without any error from adding up.
    private struct Bin {
        var count: UInt64 = 0
        var mean = 0.0

        mutating func add(_ value: Double, count added: UInt64) {
            guard added > 0 else { return }
            count += added
            mean += (value - mean) * (Double(added) / Double(count))
        }
    }

    /// The index of the first bin.
    private var offset = 0
    private var bins: [Bin] = []

    /// Adds numbers to a bin; below the lowest that is kept they go to that one.
    mutating func add(_ value: Double, count: UInt64 = 1, at index: Int) {
        let position = index >= offset && index - offset < bins.count ? index - offset : makeRoom(for: index)
        bins[position].add(value, count: count)
    }

    mutating func merge(_ other: SketchBins) {
        if bins.isEmpty {
            self = other
            return
        }
        // From the top, so that room is made once.
        for position in other.bins.indices.reversed() where other.bins[position].count > 0 {
            let bin = other.bins[position]
            add(bin.mean, count: bin.count, at: other.offset + position)
        }
    }

    /// Goes through the bins that have numbers.
    func forEach(reversed: Bool, _ body: (_ value: Double, _ count: UInt64) -> Void) {
        var position = reversed ? bins.count - 1 : 0
        while bins.indices.contains(position) {
            let bin = bins[position]
            if bin.count > 0 { body(bin.mean, bin.count) }
            position += reversed ? -1 : 1
        }
    }

    /// - Returns: The position of the bin, now that there is one.
    private mutating func makeRoom(for index: Int) -> Int {
        if bins.isEmpty {
            offset = index
            bins.append(Bin())
            return 0
        }
        if index < offset {
            // Room for some more below, as far as the limit goes.
            let added = max(0, min(offset - index + 31, QuantileSketch.maximumBins - bins.count))
            bins.insert(contentsOf: repeatElement(Bin(), count: added), at: 0)
            offset -= added
            return max(0, index - offset)
        }
        if index - offset < bins.count { return index - offset }
        let top = index - QuantileSketch.maximumBins + 1
        if top > offset { collapse(below: top) }
        if index - offset >= bins.count {
            bins.append(contentsOf: repeatElement(Bin(), count: index - offset + 1 - bins.count))
        }
        return index - offset
    }

    /// Puts all bins below an index into the one at it.
    private mutating func collapse(below index: Int) {
        var rest = Bin()
        let gone = min(index - offset, bins.count)
        for bin in bins.prefix(gone) { rest.add(bin.mean, count: bin.count) }
        bins.removeFirst(gone)
        offset = index
        if bins.isEmpty { bins.append(Bin()) }
        bins[0].add(rest.mean, count: rest.count)
    }
}
