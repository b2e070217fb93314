/// How values of one type are encoded; made once per stream.
class EncodePlan {
    let type: ObjectIdentifier
    /// What the values are, as far as it is known.
    @exclusivity(unchecked) final var shape: Shape?

    init(type: ObjectIdentifier, shape: Shape? = nil) {
        self.type = type
        self.shape = shape
    }

    /// What the values are, found without one.
    func shapeWithoutValue(_ state: EncoderState) -> Shape? { shape }

    /// A value of this type has encoded itself as a single other one.
    func didEncode(_ state: EncoderState) throws {}

    /// The struct that the values are.
    func structure(in state: EncoderState) -> Shape { shape ?? state.basic(.interface) }

    /// The list that the values are.
    func list(in state: EncoderState) -> Shape { shape ?? state.basic(.interface) }
}

/// The same for a type that is known when this is compiled.
class TypedEncodePlan<Value>: EncodePlan {
    init(shape: Shape? = nil) {
        super.init(type: ObjectIdentifier(Value.self), shape: shape)
    }

    /// Writes a value where one is due, and says in ``EncodingStream/written`` what it was.
    func encode(_ value: Value, _ state: EncoderState) throws {}
}

/// Types that gob has a form for beside the one that their `encode(to:)` would give them.
protocol EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan
}

/// A type that encodes itself.
final class CustomEncodePlan<Value: Encodable>: TypedEncodePlan<Value> {
    @exclusivity(unchecked) private var wasProbed = false
    /// The list that the values are, until it is known whether it is one of bytes.
    @exclusivity(unchecked) private var emptyList: Shape?

    override func encode(_ value: Value, _ state: EncoderState) throws {
        let depth = state.stream.pointee.frames.count
        let slot = state.stream.pointee.slot
        try state.enter(value)
        state.stream.pointee.written = nil
        try value.encode(to: ValueEncoder(state: state, depth: depth, plan: self))
        if let failure = state.failure { throw failure }
        guard state.stream.pointee.frames.count >= depth else {
            throw state.refuse(value, "a value has been encoded out of order")
        }
        state.close(to: depth)
        state.stream.pointee.depth -= 1
        if state.stream.pointee.slot == slot, slot != .none, state.stream.pointee.written == nil {
            // It has no fields.
            try encodeEmpty(state)
        }
        if let written = state.stream.pointee.written, shape == nil {
            shape = written.takeUnretainedValue()
        }
        state.stream.pointee.slot = .none
    }

    private func encodeEmpty(_ state: EncoderState) throws {
        let shape = structure(in: state)
        guard shape.kind == .structure else { return }
        _ = state.stream.pointee.pushStructure(shape)
        state.close(to: state.stream.pointee.frames.count - 1)
    }

    override func structure(in state: EncoderState) -> Shape {
        if let shape { return shape }
        // Without the arguments of a generic type, as Go's names of types have no room for them either.
        let name = "\(Value.self)".prefix { $0 != "<" }
        let made = state.book.pointee.add(Shape(.structure, name: String(name)))
        shape = made
        return made
    }

    override func list(in state: EncoderState) -> Shape {
        if let shape, shape.kind != .bytes { return shape }
        if let emptyList { return emptyList }
        let made = state.book.pointee.add(Shape(.slice))
        emptyList = made
        return made
    }

    override func shapeWithoutValue(_ state: EncoderState) -> Shape? {
        if shape == nil, !wasProbed {
            wasProbed = true
            if let type = Value.self as? any Decodable.Type {
                shape = ShapeProbe.shape(of: type, in: state, orNew: { self.structure(in: state) })
            }
        }
        return shape
    }
}
