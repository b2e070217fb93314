/// The inside of a ``GobDecoder``, for transports that have buffers of their own.
package final class GobDecodingState {
    /// The start of a value: its type, and where it begins.
    package struct Value {
        let type: WireType
        let position: Int
    }

    let stream: DecodingStream
    private var document: Document
    @exclusivity(unchecked) private var joined: JoinedMessages?

    /// Makes the inside of a decoder for a new stream.
    package convenience init(types: GobTypes, limits: GobLimits) {
        self.init(DecodingStream(limits: limits, registry: types, userInfo: [:]))
    }

    init(_ stream: DecodingStream) {
        self.stream = stream
        document = Document(stream)
    }

    /// Finds the next message.
    ///
    /// - Returns: The bytes after its length; `nil` if they have not all arrived.
    /// - Throws: ``GobError`` when it is longer than the limit, before it has arrived.
    package func nextMessage(_ bytes: Span<UInt8>, from start: Int) throws(GobError) -> Range<Int>? {
        guard start < bytes.count else { return nil }
        let first = bytes[start]
        let lengthByteCount = first < 0x80 ? 1 : 257 - Int(first)
        guard lengthByteCount <= 9 else { throw .malformed("a length of \(lengthByteCount - 1) bytes", at: 0) }
        guard lengthByteCount <= bytes.count - start else { return nil }
        var position = start
        let length = try bytes.readUnsigned(at: &position)
        guard length <= UInt64(stream.limits.messageByteCount) else {
            throw .limit("a message of \(length) bytes, where \(stream.limits.messageByteCount) are allowed")
        }
        guard Int(length) <= bytes.count - position else { return nil }
        return position..<position + Int(length)
    }

    /// Takes a message in, as far as its type.
    ///
    /// - Returns: The start of the value in it; `nil` if it was a definition.
    package func begin(_ payload: Span<UInt8>) throws(GobError) -> Value? {
        var position = 0
        let id = try payload.readSigned(at: &position)
        guard id < 0 else { return Value(type: try stream.types.type(Int(truncatingIfNeeded: id)), position: position) }
        guard id > Int64(Int32.min) else { throw .malformed("a type id of more than 31 bits", at: 0) }
        try stream.types.define(Int(-id), payload, at: &position)
        guard position == payload.count else {
            throw .malformed("\(payload.count - position) bytes follow the definition of a type", at: position)
        }
        return nil
    }

    /// Takes a message in and checks it whole. After `true`, ``decode(_:)`` or ``discard()`` is next, while the bytes are
    /// still there.
    ///
    /// - Returns: Whether there is a value now; `false` after a definition, and after a part of a value.
    package func receive(_ payload: UnsafeBufferPointer<UInt8>) throws(GobError) -> Bool {
        if joined != nil { return try proceed(payload) }
        guard let value = try begin(payload.span) else { return false }
        if try document.load(payload, type: value.type, at: value.position, boundaries: []) { return true }
        joined = JoinedMessages(payload, value)
        document.clear()
        return false
    }

    @inline(never)
    private func proceed(_ payload: UnsafeBufferPointer<UInt8>) throws(GobError) -> Bool {
        guard let joined else { return false }
        try joined.append(payload, limit: stream.limits.messageByteCount)
        let value = joined.value
        if try document.load(joined.bytes, type: value.type, at: value.position, boundaries: joined.boundaries) {
            return true
        }
        document.clear()
        return false
    }

    /// Decodes the value that has been received.
    package func decode<Result: Decodable>(_ type: Result.Type) throws -> Result {
        defer { discard() }
        do {
            return try document.decode(type, at: 0)
        } catch let error as GobError {
            // Not of this stream, which has been read whole: a type has thrown it.
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: error.message))
        }
    }

    /// Forgets the value that has been received.
    package func discard() {
        // Its bytes end with the call. Whoever kept a decoder or a container keeps the document.
        if isKnownUniquelyReferenced(&document) {
            document.clear()
        } else {
            document.keepBytes()
            document = Document(stream)
        }
        joined = nil
    }
}

/// A value that goes on in further messages: Go ends a message after each type that it defines in the middle of a value, for an
/// interface value within it.
private final class JoinedMessages {
    let value: GobDecodingState.Value
    private(set) var boundaries: [Int] = []
    private(set) var bytes: UnsafeBufferPointer<UInt8>

    /// Each part is read again with the next one, so their number is bounded.
    private static let maximumCount = 100

    init(_ payload: UnsafeBufferPointer<UInt8>, _ value: GobDecodingState.Value) {
        self.value = value
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: payload.count)
        _ = copy.initialize(from: payload)
        bytes = UnsafeBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }

    func append(_ payload: UnsafeBufferPointer<UInt8>, limit: Int) throws(GobError) {
        guard bytes.count + payload.count <= limit else { throw .limit("a value of more than \(limit) bytes") }
        guard boundaries.count < Self.maximumCount else {
            throw .limit("a value in more than \(Self.maximumCount) messages")
        }
        boundaries.append(bytes.count)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + payload.count)
        let end = copy.initialize(fromContentsOf: bytes)
        _ = copy[end...].initialize(fromContentsOf: payload)
        bytes.deallocate()
        bytes = UnsafeBufferPointer(copy)
    }
}
