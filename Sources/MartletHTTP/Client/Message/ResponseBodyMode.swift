/// How the body of an answer is wanted.
public struct ResponseBodyMode: Hashable, Sendable {
    /// The number of bytes to collect at most; `nil` when the body is not collected.
    public let maximumByteCount: Int?

    /// As a stream: the answer is there as soon as its head is, and the body is read at the speed of the reader.
    public static let streamed = ResponseBodyMode(maximumByteCount: nil)

    /// All at once.
    ///
    /// - Parameter maximumByteCount: The bytes that a body may have, 0 to 4,294,967,295; a longer one fails the call
    ///   with `resourceExhausted`.
    public static func collected(upTo maximumByteCount: Int) -> ResponseBodyMode {
        ResponseBodyMode(maximumByteCount: min(max(maximumByteCount, 0), Int(UInt32.max)))
    }

    /// The bound of a collected body unless another one is chosen: 16 MiB.
    public static let defaultMaximumByteCount = 16 * 1_024 * 1_024
}
