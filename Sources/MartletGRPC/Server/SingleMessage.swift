import Martlet

/// The one message of a request that has arrived as a whole.
enum SingleMessage {
    /// Reads the frame.
    ///
    /// - Parameters:
    ///   - body: The body of the request.
    ///   - limit: Bytes that the message may have.
    /// - Returns: The message as it is on the wire.
    /// - Throws: `unimplemented` when there is no message, or more than one: the request is of another kind of method;
    ///   `resourceExhausted` when it is too long; `internal` when the body is no message.
    static func read(
        _ body: UnsafeRawBufferPointer,
        limit: Int
    ) throws -> (isCompressed: Bool, bytes: UnsafeRawBufferPointer) {
        guard !body.isEmpty else { throw Status(.unimplemented, "the request has no message") }
        guard body.count >= MessageFrame.prefixByteCount else { throw cutOff }
        let flag = body[0]
        guard flag <= 1 else {
            throw Status(.internal, "the frame of a message begins with \(flag), which is neither 0 nor 1")
        }
        let count = Int(UInt32(bigEndian: body.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        guard count <= limit else { throw MessageLimit.exceeded(count, limit, isSent: false) }
        let available = body.count - MessageFrame.prefixByteCount
        guard available >= count else { throw cutOff }
        guard available == count else { throw Status(.unimplemented, "the request has more than one message") }
        return (flag == 1, UnsafeRawBufferPointer(rebasing: body[MessageFrame.prefixByteCount...]))
    }

    private static var cutOff: Status { Status(.internal, "the message of the request is cut off") }
}
