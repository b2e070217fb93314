/// Finds out what a type consists of without a value of it, by having it decode itself from zeros.
///
/// Go knows types and sends what they are in full; Codable shows the fields of a type only while one is coded. Most types
/// read all of their fields when they are decoded, also those that are nil or empty in a value. A type that refuses zeros has been
/// seen as far as it got, and the rest is added by its values.
final class ShapeProbe {
    private let state: EncoderState
    private let makeStructure: () -> Shape
    private var found: Shape?
    private var isDone = false

    private init(_ state: EncoderState, _ makeStructure: @escaping () -> Shape) {
        self.state = state
        self.makeStructure = makeStructure
    }

    /// Probes a type.
    ///
    /// - Parameter structure: Makes the shape of the type if it is a struct.
    static func shape<Value: Decodable>(
        of type: Value.Type,
        in state: EncoderState,
        orNew structure: @escaping () -> Shape
    ) -> Shape? {
        let probe = ShapeProbe(state, structure)
        do {
            _ = try Value(from: ZeroDecoder(depth: 0, probe: probe))
            // A type that asks for nothing has no fields.
            if probe.found == nil { probe.found = structure() }
        } catch {
            // It wants more than zeros. What it has asked for is known.
        }
        probe.isDone = true
        return probe.found
    }

    /// The type reads a struct.
    func beginStructure() {
        if !isDone, found == nil { found = makeStructure() }
    }

    /// The type reads a field of a struct.
    func field<Value>(_ key: String, _ type: Value.Type) {
        guard !isDone, let structure = found, structure.kind == .structure, structure.numbers[key] == nil else {
            return
        }
        let number = structure.fields.count
        structure.fields.append(Shape.Field(key: key, name: GoName.exported(key)))
        structure.numbers[key] = number
        guard let part = shape(type) else { return }
        if part.name.isEmpty, part.id == 0, part.isResolved, [.slice, .array, .map].contains(part.kind) {
            part.name = part.typeName
        }
        structure.fields[number].shape = part
    }

    /// The type reads a single value.
    func value<Value>(_ type: Value.Type) {
        if !isDone, found == nil { found = shape(type) }
    }

    private func shape<Value>(_ type: Value.Type) -> Shape? {
        guard let type = type as? any Encodable.Type else { return nil }
        return shapeOfEncodable(type)
    }

    private func shapeOfEncodable<Value: Encodable>(_ type: Value.Type) -> Shape? {
        state.plan(type).shapeWithoutValue(state)
    }
}
