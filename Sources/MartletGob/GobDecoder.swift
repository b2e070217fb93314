/// Reads a stream of gobs, whose bytes arrive in any pieces.
///
/// A stream has a memory, so a decoder belongs to one stream and one task at a time.
///
/// ```swift
/// let decoder = GobDecoder()
/// decoder.append(bytes)
/// while let point = try decoder.next(Point.self) {
///     print(point)
/// }
/// ```
///
/// Fields that the Swift type lacks are skipped; fields that are missing are zero, or nil if they are optional. How Swift's types
/// and Go's correspond is written in <doc:MartletGob>.
public final class GobDecoder {
    package let state: GobDecodingState
    private var input: [UInt8] = []
    private var position = 0
    private var failure: GobError?

    /// Makes a decoder for a new stream.
    ///
    /// - Parameters:
    ///   - types: The types that interface values may have.
    ///   - limits: Bounds on what the stream may ask for.
    ///   - userInfo: What the `init(from:)` of your types find in their coder's `userInfo`.
    public init(
        types: GobTypes = GobTypes(),
        limits: GobLimits = GobLimits(),
        userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) {
        state = GobDecodingState(DecodingStream(limits: limits, registry: types, userInfo: userInfo))
    }

    /// Adds bytes that have arrived.
    public func append(_ bytes: some Sequence<UInt8>) {
        if position > 0 {
            input.removeFirst(position)
            position = 0
        }
        input.append(contentsOf: bytes)
    }

    /// Decodes the next value.
    ///
    /// - Parameter type: The type of the value.
    /// - Returns: The value, or `nil` if its last byte has not arrived.
    /// - Throws: `DecodingError` when the value does not fit the type; the next call goes on with the value after it.
    ///   ``GobError`` when the stream cannot be read on; every further call throws it again.
    public func next<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        try nextValue { try state.decode(type) }
    }

    /// Skips the next value, whatever it is.
    ///
    /// - Returns: Whether there was one, with its last byte.
    /// - Throws: ``GobError`` as ``next(_:)``.
    public func skip() throws -> Bool {
        try nextValue {
            state.discard()
            return true
        } ?? false
    }

    private func nextValue<Result>(_ body: () throws -> Result) throws -> Result? {
        if let failure { throw failure }
        do {
            return try input.withUnsafeBufferPointer { bytes in
                while let message = try state.nextMessage(bytes.span, from: position) {
                    position = message.upperBound
                    if try state.receive(UnsafeBufferPointer(rebasing: bytes[message])) { return try body() }
                }
                return nil
            }
        } catch let error as GobError {
            failure = error
            throw error
        }
    }
}
