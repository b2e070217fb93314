/// A list as an unkeyed container.
struct ElementEncoder: UnkeyedEncodingContainer {
    let state: EncoderState
    let handle: ContainerHandle

    var codingPath: [any CodingKey] { state.path }

    var count: Int {
        guard handle.index < state.stream.pointee.frames.count,
            state.stream.pointee.frames[handle.index].serial == handle.serial
        else { return 0 }
        return state.stream.pointee.frames[handle.index].count
    }

    func encodeNil() throws {
        throw state.refuse(Never?.none as Any, "gob has no form for nil but an absent field")
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        KeyedEncodingContainer(FieldEncoder<NestedKey>(state: state, handle: state.openElement(in: handle, .structure)))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        ElementEncoder(state: state, handle: state.openElement(in: handle, .slice))
    }

    func superEncoder() -> any Encoder {
        state.fail("gob has no place for a superclass in a list")
        return state.fieldEncoder("", in: ContainerHandle(index: .max, serial: 0))
    }
}

extension EncoderState {
    /// Opens a container as an element of a list.
    func openElement(in handle: ContainerHandle, _ kind: WireKind) -> ContainerHandle {
        do {
            try reopen(handle)
            let known = stream.pointee.frames[handle.index].shape?._withUnsafeGuaranteedRef { $0.element }
            let shape = known?.kind == kind ? known : nil
            let opened = shape ?? book.pointee.add(Shape(kind))
            try adoptElement(opened, in: handle)
            stream.pointee.frames[handle.index].isBytes = false
            stream.pointee.frames[handle.index].count += 1
            stream.pointee.slot = .whole
            return open(opened, isList: kind == .slice)
        } catch {
            if failure == nil { failure = error }
            return ContainerHandle(index: .max, serial: 0)
        }
    }
}
