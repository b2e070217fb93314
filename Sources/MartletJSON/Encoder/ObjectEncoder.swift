/// An object that is being written, as a keyed container.
struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: EncoderState
    let container: ContainerHandle
    let keysAreConverted: Bool

    init(state: EncoderState, container: ContainerHandle, keysAreData: Bool) {
        self.state = state
        self.container = container
        keysAreConverted = state.settings.convertsKeys && !keysAreData
    }

    var codingPath: [any CodingKey] { state.path(of: container) }

    @inline(__always)
    func name(of key: some CodingKey) -> String {
        keysAreConverted ? state.settings.options.keys.encode(key.stringValue) : key.stringValue
    }

    /// Writes a key; its value is due.
    @inline(__always)
    func begin(_ key: Key) {
        state.beginMember(name(of: key), of: container)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        let nested = state.openMember(name(of: key), of: container, .object)
        return KeyedEncodingContainer(ObjectEncoder<NestedKey>(state: state, container: nested, keysAreData: false))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ArrayEncoder(state: state, container: state.openMember(name(of: key), of: container, .array))
    }

    func superEncoder() -> any Encoder {
        superEncoder(for: PathKey.super)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        superEncoder(for: key)
    }

    private func superEncoder(for key: some CodingKey) -> any Encoder {
        let slot = state.detachMember(name(of: key), of: container)
        return ValueEncoder(state: state, slot: slot, keysAreData: false)
    }
}
