import Tracing

extension SpanLimits {
    /// The text as far as it may go.
    func bounded(_ text: String) -> String {
        let limit = max(textLength, 0)
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        // Back to the first byte of a scalar: all others of it are 10xxxxxx.
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }

    /// At most so many attributes, all texts as far as they may go, and nothing whose text is still to be asked for.
    ///
    /// - Returns: The attributes and how many were left out. Which ones are kept is by their names, for they have no order.
    func bounded(_ attributes: SpanAttributes, to limit: Int) -> (kept: SpanAttributes, droppedCount: Int) {
        let limit = max(limit, 0)
        var needsWork = attributes.count > limit
        if !needsWork { attributes.forEach { _, value in needsWork = needsWork || exceeds(value) } }
        guard needsWork else { return (attributes, 0) }
        guard attributes.count > limit else {
            var kept = attributes
            attributes.forEach { key, value in if exceeds(value) { kept.set(key, value: bounded(value)) } }
            return (kept, 0)
        }
        var names: [String] = []
        attributes.forEach { key, _ in names.append(key) }
        var kept = SpanAttributes()
        for name in names.sorted().prefix(limit) {
            if let value = attributes.get(name) { kept.set(name, value: bounded(value)) }
        }
        return (kept, names.count - limit)
    }

    private func exceeds(_ value: SpanAttribute) -> Bool {
        switch value {
        case .int32, .int64, .double, .bool: false
        case .string(let text): text.utf8.count > textLength
        case .stringArray(let texts):
            texts.count > arrayCount || texts.contains { $0.utf8.count > textLength }
        case .int32Array(let values): values.count > arrayCount
        case .int64Array(let values): values.count > arrayCount
        case .doubleArray(let values): values.count > arrayCount
        case .boolArray(let values): values.count > arrayCount
        default: true
        }
    }

    private func bounded(_ value: SpanAttribute) -> SpanAttribute {
        let count = max(arrayCount, 0)
        return switch value {
        case .string(let text): .string(bounded(text))
        case .stringArray(let texts): .stringArray(texts.prefix(count).map(bounded))
        case .stringConvertible(let value): .string(bounded(value.description))
        case .stringConvertibleArray(let values): .stringArray(values.prefix(count).map { bounded($0.description) })
        case .int32Array(let values): .int32Array(Array(values.prefix(count)))
        case .int64Array(let values): .int64Array(Array(values.prefix(count)))
        case .doubleArray(let values): .doubleArray(Array(values.prefix(count)))
        case .boolArray(let values): .boolArray(Array(values.prefix(count)))
        default: value
        }
    }
}
