/// What a connection of a server takes.
package struct HTTP2ServerLimits: Sendable {
    /// Streams that may be open at once.
    package var streamCount: Int
    /// The window of a stream: as many bytes of a body as may be on the way or unread.
    package var streamWindow: Int
    /// The window of the connection, at least 65 535.
    package var connectionWindow: Int
    /// Bytes of a head that are kept; of what is larger ``HTTP2FieldSection/isTooLarge`` tells.
    package var headByteCount: Int
    /// As large as a list of fields may become before the connection ends, counted as in RFC 9113, section 6.5.2.
    package var fieldListByteCount: Int
    /// Streams that the client may take back within 30 s.
    package var streamResetCount: Int

    /// Limits.
    package init(
        streamCount: Int,
        streamWindow: Int,
        connectionWindow: Int,
        headByteCount: Int,
        fieldListByteCount: Int,
        streamResetCount: Int
    ) {
        self.streamCount = streamCount
        self.streamWindow = streamWindow
        self.connectionWindow = connectionWindow
        self.headByteCount = headByteCount
        self.fieldListByteCount = fieldListByteCount
        self.streamResetCount = streamResetCount
    }

    /// As large as a frame may be that is received, and as one that is sent is made. The size that holds without a setting.
    static let frameByteCount = 16_384

    /// Frames of DATA without data, one after the other on a stream.
    static let emptyDataFrameCount = 16

    /// Frames that go on with a header block.
    static let continuationFrameCount = 8

    /// Answers to PING and SETTINGS, and refusals, that are kept for a client that does not take them.
    static let untakenFrameCount = 1_000

    /// Clients of gRPC measure the network with a PING per round trip, which on one machine are thousands per second.
    static let controlFrames = HTTP2RateLimit(count: 1_000, milliseconds: 100)

    /// Streams that are reset because of a mistake of the client.
    static let streamErrors = HTTP2RateLimit(count: 1_000, milliseconds: 30_000)
}
