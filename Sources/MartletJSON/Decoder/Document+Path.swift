extension Document {
    /// Where a value stands: in which container, and as which of its values.
    struct Place: BitwiseCopyable {
        var container: UInt32
        var position: UInt32
    }

    /// The path of a value.
    ///
    /// Nobody keeps paths while decoding, as hardly anybody asks for them. The first one who does pays for a walk over
    /// the tape; all others only for the depth of their value, as a type that tries one alternative after the other
    /// may ask for as many paths as there are values.
    func path(to target: Int) -> [any CodingKey] {
        if places.isEmpty {
            places = makePlaces()
        }
        var path: [any CodingKey] = []
        var index = target
        while index > 0 {
            let place = places[index]
            let container = Int(place.container)
            if kind(at: container) == .object {
                path.append(PathKey(text(of: tape[index - 1])))
            } else {
                path.append(PathKey(index: Int(place.position)))
            }
            index = container
        }
        return path.reversed()
    }

    private func makePlaces() -> [Place] {
        var places: [Place] = []
        places.reserveCapacity(tape.count)
        var open: [(container: Int, end: Int, count: UInt32)] = []
        for index in 0..<tape.count {
            while let last = open.last, last.end <= index {
                open.removeLast()
            }
            let entry = tape[index]
            places.append(
                Place(
                    container: UInt32(truncatingIfNeeded: open.last?.container ?? 0),
                    position: open.last?.count ?? 0
                )
            )
            if !open.isEmpty {
                open[open.count - 1].count += 1
            }
            if entry.kind == .array || entry.kind == .object {
                open.append((index, Int(entry.next), 0))
            }
        }
        return places
    }
}
