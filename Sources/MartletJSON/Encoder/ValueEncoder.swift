/// The place of a value as an `Encoder`.
///
/// Three words, so that it fits into `any Encoder` and costs no allocation.
struct ValueEncoder: Encoder {
    /// Where a value is to be written.
    struct Slot: BitwiseCopyable {
        /// The offset in the output; -1 if the place is a node of a tree, whose number is in the place of the depth.
        let start: Int
        private let narrowDepth: Int32

        private init(start: Int, depthOrNode: Int) {
            self.start = start
            narrowDepth = Int32(truncatingIfNeeded: depthOrNode)
        }

        static func stream(depth: Int, start: Int) -> Slot {
            Slot(start: start, depthOrNode: depth)
        }

        static func node(_ node: EncodedTree.NodeID) -> Slot {
            Slot(start: -1, depthOrNode: node)
        }

        /// How many containers are around the place.
        var depth: Int { Int(narrowDepth) }
        var node: EncodedTree.NodeID? { start < 0 ? Int(narrowDepth) : nil }
        var isTopLevel: Bool { narrowDepth == 0 }
    }

    let state: EncoderState
    let slot: Slot
    /// Whether this is a dictionary, whose keys no ``JSONCodec/KeyFormat`` changes.
    let keysAreData: Bool

    var codingPath: [any CodingKey] { state.path(of: slot) }
    var userInfo: [CodingUserInfoKey: Any] { state.settings.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        state.container(state.open(.object, in: slot), keysAreData: keysAreData)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ArrayEncoder(state: state, container: state.open(.array, in: slot))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        self
    }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() throws {
        try state.beginValue(in: slot, Never?.none as Any)
        state.stream.pointee.writeNull()
    }

    func encode(_ value: Bool) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: String) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Double) throws {
        try state.beginValue(in: slot, value)
        try state.write(floatingPoint: value)
    }

    func encode(_ value: Float) throws {
        try state.beginValue(in: slot, value)
        try state.write(floatingPoint: value)
    }

    func encode(_ value: Int) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int8) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int16) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int32) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int64) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int128) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt8) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt16) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt32) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt64) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt128) throws {
        try state.beginValue(in: slot, value)
        state.stream.pointee.write(value)
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        try state.beginValue(in: slot, value)
        try state.encode(value)
    }
}
