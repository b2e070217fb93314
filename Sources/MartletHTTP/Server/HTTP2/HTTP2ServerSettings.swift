import MartletHTTP1
import NIOCore
import NIOHTTP2

/// The limits of a server in the terms of HTTP/2, made once for all connections.
struct HTTP2ServerSettings: Sendable {
    /// The limits of a head. A body is not limited by the parser of the head, since its route may have a limit of its own.
    let head: HTTP1Limits

    /// Bytes of a body that is collected, where the route does not say.
    let bodyByteCount: Int

    /// Requests in progress at once.
    let streamCount: Int

    /// The window of a stream.
    let streamWindow: Int

    /// The window of the connection. It is given back as soon as anything has arrived, so that no stream waits for another:
    /// what bounds memory is the windows of the streams.
    let connectionWindow: Int

    /// Bytes of bodies that are collected at once.
    let connectionBodyByteCount: Int

    /// What the codec is told.
    let codec: NIOHTTP2Handler.ConnectionConfiguration
    let streams: NIOHTTP2Handler.StreamConfiguration

    init(_ limits: ServerLimits) {
        var head = limits.codec
        head.bodyBytes = .max - 1
        self.head = head
        bodyByteCount = limits.bodyByteCount
        streamCount = max(1, min(limits.streamCount, Self.maximumStreamCount))
        streamWindow = max(1, min(limits.streamWindowByteCount, Self.maximumWindow))
        connectionWindow = max(Self.minimumConnectionWindow, streamWindow)
        connectionBodyByteCount = limits.connectionBodyByteCount
        codec = Self.codec(limits, streamCount: streamCount, streamWindow: streamWindow, head: head)
        streams = Self.streams(limits)
    }

    private static func codec(
        _ limits: ServerLimits,
        streamCount: Int,
        streamWindow: Int,
        head: HTTP1Limits
    ) -> NIOHTTP2Handler.ConnectionConfiguration {
        var codec = NIOHTTP2Handler.ConnectionConfiguration()
        codec.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streamCount),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            // RFC 9113, section 6.5.2, counts 32 bytes more for each field. What is beyond the limit of a head, but not
            // twice as large, is answered 431; the codec breaks the connection off over more.
            HTTP2Setting(parameter: .maxHeaderListSize, value: 2 * head.headBytes + 32 * max(0, limits.fieldCount)),
        ]
        // Both are checked here: of a head with what HTTP/1.1 has in common, of a length with the body.
        codec.headerBlockValidation = .disabled
        codec.contentLengthValidation = .disabled
        // Frames that do nothing and answers to PING and SETTINGS that the client does not take.
        codec.maximumSequentialEmptyDataFrames = 16
        codec.maximumBufferedControlFrames = 1_000
        codec.maximumSequentialContinuationFrames = 8
        // What still arrives for streams that were reset here is dropped.
        codec.maximumRecentlyResetStreams = min(2 * streamCount, 1_000)
        codec.maximumConnectionGlitches = .max
        // Clients of gRPC measure the network with a PING per round trip, which on one machine are thousands per second.
        codec.controlFrameRateLimit.maximumCount = 1_000
        codec.controlFrameRateLimit.windowLength = .milliseconds(100)
        return codec
    }

    private static func streams(_ limits: ServerLimits) -> NIOHTTP2Handler.StreamConfiguration {
        var streams = NIOHTTP2Handler.StreamConfiguration()
        streams.streamResetFrameRateLimit.maximumCount = max(0, min(limits.streamResetCount, maximumStreamCount))
        streams.streamResetFrameRateLimit.windowLength = .seconds(30)
        streams.streamErrorRateLimit.maximumCount = 1_000
        streams.streamErrorRateLimit.windowLength = .seconds(30)
        return streams
    }

    private static let maximumWindow = Int(Int32.max)
    private static let maximumStreamCount = 100_000
    private static let minimumConnectionWindow = 1024 * 1024
}
