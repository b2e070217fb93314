/// An array that is being written, as an unkeyed container.
struct ArrayEncoder: UnkeyedEncodingContainer {
    let state: EncoderState
    let container: ContainerHandle

    var codingPath: [any CodingKey] { state.path(of: container) }
    var count: Int { state.count(of: container) }

    /// Starts an element; its value is due.
    @inline(__always)
    func begin() {
        state.beginElement(of: container)
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        begin()
        let nested = state.open(.object, in: state.slot)
        return state.container(nested, keysAreData: false)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        begin()
        return ArrayEncoder(state: state, container: state.open(.array, in: state.slot))
    }

    func superEncoder() -> any Encoder {
        ValueEncoder(state: state, slot: state.detachElement(of: container), keysAreData: false)
    }
}
