package import Tracing

extension SpanAttributes {
    /// The attributes by name, so that the same span is always written the same way.
    package var sorted: [(name: String, value: SpanAttribute)] {
        var pairs: [(name: String, value: SpanAttribute)] = []
        pairs.reserveCapacity(count)
        forEach { pairs.append(($0, $1)) }
        pairs.sort { $0.name < $1.name }
        return pairs
    }
}
