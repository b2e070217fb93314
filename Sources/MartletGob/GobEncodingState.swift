/// The inside of a ``GobEncoder``, for transports that put several values into one buffer.
package final class GobEncodingState {
    private let state: EncoderState

    /// Makes the inside of an encoder for a new stream.
    package convenience init(types: GobTypes) {
        self.init(EncoderState(types: types, userInfo: [:]))
    }

    init(_ state: EncoderState) {
        self.state = state
    }

    func takeID() -> Int {
        state.book.pointee.takeID()
    }

    /// Encodes the next value of the stream and lends it out.
    ///
    /// - Parameter body: Gets the definitions that come first, and the message with the value; both are valid only while it
    ///   runs, and must be sent.
    /// - Throws: As ``GobEncoder/encode(_:)``. The stream goes on after it.
    package func withEncoded<Value: Encodable, Result>(
        _ value: Value,
        _ body: (_ definitions: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let range = try state.encodeMessage(value)
        let definitions = UnsafeRawBufferPointer(
            start: state.book.pointee.messages.base,
            count: state.book.pointee.messages.count
        )
        let message = UnsafeRawBufferPointer(
            start: state.stream.pointee.writer.base + range.lowerBound,
            count: range.count
        )
        defer {
            state.book.pointee.messages.truncate(to: 0)
            state.stream.pointee.writer.truncate(to: 0)
            state.stream.pointee.writer.shrink(to: Self.keptByteCount)
        }
        return try body(definitions, message)
    }

    /// As much memory as is kept from one value to the next.
    private static let keptByteCount = 64 * 1024
}
