/// The place of a value as an `Encoder`.
///
/// Three words, so that it fits into `any Encoder` and costs no allocation.
struct ValueEncoder: Encoder {
    let state: EncoderState
    /// How many containers are around the place.
    let depth: Int
    /// Of the type that the value has.
    let plan: EncodePlan

    var codingPath: [any CodingKey] { state.path }
    var userInfo: [CodingUserInfoKey: Any] { state.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldEncoder<Key>(state: state, handle: open(isList: false)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ElementEncoder(state: state, handle: open(isList: true))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        self
    }

    private func open(isList: Bool) -> ContainerHandle {
        if state.stream.pointee.slot == .none, state.stream.pointee.frames.count > depth,
            state.stream.pointee.frames[depth].isList == isList
        {
            // A class and its superclass share theirs.
            return ContainerHandle(index: depth, serial: state.stream.pointee.frames[depth].serial)
        }
        let shape = isList ? plan.list(in: state) : plan.structure(in: state)
        guard state.stream.pointee.slot != .none, state.stream.pointee.frames.count == depth,
            shape.kind == (isList ? .slice : .structure)
        else {
            state.fail("a type must be encoded in one form: as a struct, a list, or a single value")
            return ContainerHandle(index: .max, serial: 0)
        }
        return state.open(shape, isList: isList, mayBeBytes: true)
    }
}

extension EncoderState {
    func open(_ shape: Shape, isList: Bool, mayBeBytes: Bool = false) -> ContainerHandle {
        let index = isList ? stream.pointee.pushList() : stream.pointee.pushStructure(shape)
        if isList {
            stream.pointee.frames[index].shape = .passUnretained(shape)
            stream.pointee.frames[index].isBytes = mayBeBytes
        }
        return ContainerHandle(index: index, serial: stream.pointee.frames[index].serial)
    }

    /// Encodes an element of a list.
    func encodeElement(in handle: ContainerHandle, _ body: () throws -> Void) throws {
        try reopen(handle)
        if stream.pointee.frames[handle.index].isBytes {
            guard stream.pointee.frames[handle.index].count == 0 else {
                throw refuse(Never?.none as Any, "the elements of a list must be of one type")
            }
            stream.pointee.frames[handle.index].isBytes = false
        }
        stream.pointee.slot = .whole
        stream.pointee.written = nil
        try body()
        if let failure { throw failure }
        try finishElement(in: handle)
    }

    /// Counts an element, whose type must be that of the others.
    func finishElement(in handle: ContainerHandle) throws {
        stream.pointee.slot = .none
        guard let written = stream.pointee.written?._withUnsafeGuaranteedRef({ $0 }) else { return }
        try adoptElement(written, in: handle)
        stream.pointee.frames[handle.index].count += 1
    }

    func adoptElement(_ element: Shape, in handle: ContainerHandle) throws {
        guard let list = stream.pointee.frames[handle.index].shape?._withUnsafeGuaranteedRef({ $0 }) else { return }
        if list.element == nil {
            list.element = element
            book.pointee.noteChange(of: list)
        } else if list.element !== element {
            throw refuse(Never?.none as Any, "the elements of a list must be of one type")
        }
    }

    /// Encodes a byte: a list that consists of them is Go's `[]byte`.
    func encodeByte(_ value: UInt8, in handle: ContainerHandle) throws {
        try reopen(handle)
        guard stream.pointee.frames[handle.index].isBytes else {
            return try encodeElement(in: handle) { try write(unsigned: UInt64(value)) }
        }
        stream.pointee.frames[handle.index].shape = .passUnretained(basic(.bytes))
        stream.pointee.writer.append(value)
        stream.pointee.frames[handle.index].count += 1
    }
}
