/// A struct as a keyed container.
struct FieldEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: EncoderState
    let handle: ContainerHandle

    var codingPath: [any CodingKey] { state.path }

    /// Makes the field of a key due.
    @inline(__always)
    func begin(_ key: Key) throws -> Int {
        try state.beginField(key.stringValue, in: handle)
    }

    func encodeNil(forKey key: Key) throws {
        _ = try begin(key)
        try state.writeNil()
    }

    /// Notes what a field is of which there is no value.
    func skip(_ kind: WireKind, _ key: Key) throws {
        let field = try begin(key)
        try state.expect(state.basic(kind), field: field)
        state.stream.pointee.slot = .none
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        KeyedEncodingContainer(
            FieldEncoder<NestedKey>(state: state, handle: state.openField(key.stringValue, in: handle, .structure))
        )
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ElementEncoder(state: state, handle: state.openField(key.stringValue, in: handle, .slice))
    }

    func superEncoder() -> any Encoder {
        superEncoder(PathKey.super.stringValue)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        superEncoder(key.stringValue)
    }

    private func superEncoder(_ name: String) -> any Encoder {
        state.fieldEncoder(name, in: handle)
    }
}

extension EncoderState {
    /// Opens a container in a field.
    func openField(_ name: String, in handle: ContainerHandle, _ kind: WireKind) -> ContainerHandle {
        do {
            let field = try beginField(name, in: handle)
            let owner = stream.pointee.frames[handle.index].shape?._withUnsafeGuaranteedRef { $0 }
            let known = owner?.fields[field].shape
            let shape = known?.kind == kind ? known : nil
            let opened = shape ?? book.pointee.add(Shape(kind))
            try expect(opened, field: field)
            return open(opened, isList: kind == .slice)
        } catch {
            if failure == nil { failure = error }
            return ContainerHandle(index: .max, serial: 0)
        }
    }

    /// An encoder for a value that is a field; it must be used before anything else is.
    func fieldEncoder(_ name: String, in handle: ContainerHandle) -> any Encoder {
        do {
            let field = try beginField(name, in: handle)
            let owner = stream.pointee.frames[handle.index].shape?.takeUnretainedValue()
            let plan = DetachedEncodePlan(owner ?? basic(.interface), field: field)
            return ValueEncoder(state: self, depth: stream.pointee.frames.count, plan: plan)
        } catch {
            if failure == nil { failure = error }
            return ValueEncoder(state: self, depth: .max, plan: DetachedEncodePlan(basic(.interface), field: 0))
        }
    }
}

/// A value that somebody encodes by hand into a field, so that its type is that of the field.
private final class DetachedEncodePlan: EncodePlan {
    private let owner: Shape
    private let field: Int

    init(_ owner: Shape, field: Int) {
        self.owner = owner
        self.field = field
        super.init(type: ObjectIdentifier(DetachedEncodePlan.self))
    }

    override func structure(in state: EncoderState) -> Shape { shape(.structure, state) }

    override func list(in state: EncoderState) -> Shape { shape(.slice, state) }

    private func shape(_ kind: WireKind, _ state: EncoderState) -> Shape {
        guard owner.fields.indices.contains(field) else { return owner }
        if let known = owner.fields[field].shape, known.kind == kind { return known }
        let made = state.book.pointee.add(Shape(kind))
        do {
            try state.adopt(made, field: field, of: owner)
        } catch {
            state.fail("\(error)")
        }
        return made
    }

    override func didEncode(_ state: EncoderState) throws {
        guard let written = state.stream.pointee.written?.takeUnretainedValue() else { return }
        guard owner.fields.indices.contains(field), owner.fields[field].shape !== written else { return }
        try state.adopt(written, field: field, of: owner)
    }
}
