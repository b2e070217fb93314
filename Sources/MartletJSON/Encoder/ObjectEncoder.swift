/// An object that is being written, as a keyed container.
struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: ObjectHandle

    /// Is retained where it is used; ``stream`` isn't.
    var state: EncoderState { object.state.takeUnretainedValue() }
    @inline(__always)
    var stream: UnsafeMutablePointer<EncodingStream> { object.stream }

    var codingPath: [any CodingKey] { state.path(of: object.container) }

    private func name(of key: some CodingKey) -> String {
        object.keysAreConverted ? state.settings.options.keys.encode(key.stringValue) : key.stringValue
    }

    /// Writes a key; its value is due.
    @inline(__always)
    func begin(_ key: Key) {
        if !object.keysAreConverted, stream.pointee.beginMember(key.stringValue, of: object.container) {
            return
        }
        beginMember(key)
    }

    @inline(never)
    private func beginMember(_ key: Key) {
        state.beginMember(name(of: key), of: object.container)
    }

    @inline(__always)
    func write<Float: BinaryFloatingPoint & CustomStringConvertible>(floatingPoint value: Float) throws {
        if !stream.pointee.write(floatingPoint: value) {
            try state.write(nonFinite: value)
        }
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        let nested = state.openMember(name(of: key), of: object.container, .object)
        return state.container(nested, keysAreData: false)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ArrayEncoder(state: state, container: state.openMember(name(of: key), of: object.container, .array))
    }

    func superEncoder() -> any Encoder {
        superEncoder(for: PathKey.super)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        superEncoder(for: key)
    }

    private func superEncoder(for key: some CodingKey) -> any Encoder {
        let slot = state.detachMember(name(of: key), of: object.container)
        return ValueEncoder(state: state, slot: slot, keysAreData: false)
    }
}
