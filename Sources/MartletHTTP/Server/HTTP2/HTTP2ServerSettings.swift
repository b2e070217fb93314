import MartletHTTP1
import MartletHTTP2

/// The limits of a server in the terms of HTTP/2, made once for all connections.
struct HTTP2ServerSettings: Sendable {
    /// The limits of a head. A body is not limited by the checks of the head, since its route may have a limit of its own.
    let head: HTTP1Limits

    /// Bytes of a body that is collected, where the route does not say.
    let bodyByteCount: Int

    /// Requests in progress at once.
    let streamCount: Int

    /// The window of a stream.
    let streamWindow: Int

    /// Bytes of bodies that are collected at once.
    let connectionBodyByteCount: Int

    /// What the codec is told.
    let codec: HTTP2ServerLimits

    init(_ limits: ServerLimits) {
        var head = limits.codec
        head.bodyBytes = .max - 1
        self.head = head
        bodyByteCount = limits.bodyByteCount
        streamCount = max(1, min(limits.streamCount, Self.maximumStreamCount))
        streamWindow = max(1, min(limits.streamWindowByteCount, Self.maximumWindow))
        connectionBodyByteCount = limits.connectionBodyByteCount
        codec = HTTP2ServerLimits(
            streamCount: streamCount,
            streamWindow: streamWindow,
            // It is given back as soon as anything has arrived, so that no stream waits for another: what bounds memory is the
            // windows of the streams.
            connectionWindow: max(Self.minimumConnectionWindow, streamWindow),
            headByteCount: head.headBytes,
            // RFC 9113, section 6.5.2, counts 32 bytes more for each field. What is beyond the limit of a head, but not
            // twice as large, is answered 431; the codec breaks the connection off over more.
            fieldListByteCount: 2 * head.headBytes + 32 * max(0, min(limits.fieldCount, Self.maximumFieldCount)),
            streamResetCount: max(0, limits.streamResetCount)
        )
    }

    private static let maximumWindow = Int(Int32.max)
    private static let maximumStreamCount = 100_000
    private static let maximumFieldCount = 100_000
    private static let minimumConnectionWindow = 1024 * 1024
}
