import Martlet
import NIOCore
import NIOHTTP2

/// What all connections of a client share, in the terms of HTTP/2.
struct ClientConnectionSettings: Sendable {
    let streamCount: Int
    let streamWindow: Int

    /// Given back as soon as anything has arrived, so that no stream waits for another: what bounds memory is the windows of
    /// the streams.
    let connectionWindow: Int
    let keepAlive: GRPCClient.Configuration.KeepAlive?
    let idleTimeout: Duration
    let codec: NIOHTTP2Handler.ConnectionConfiguration
    let streams: NIOHTTP2Handler.StreamConfiguration

    private static let maximumWindow = Int(Int32.max)
    private static let minimumConnectionWindow = 4 * 1_024 * 1_024
    private static let frameBurst = 8_192

    init(_ configuration: GRPCClient.Configuration) {
        streamCount = max(1, configuration.streamCount)
        streamWindow = max(1_024, min(configuration.streamWindowByteCount, Self.maximumWindow))
        connectionWindow = max(Self.minimumConnectionWindow, streamWindow)
        keepAlive = configuration.keepAlive
        idleTimeout = configuration.idleTimeout
        var codec = NIOHTTP2Handler.ConnectionConfiguration()
        codec.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: max(1_024, configuration.headerByteCount)),
        ]
        // Servers of gRPC measure the network with a PING per round trip, which on one machine are more than ten thousand per
        // second. A server that has been chosen to be called has better ways to keep a client busy; what it makes wait here is
        // bounded below. The codec reserves memory for as many times of arrival, so the window is short and the count small.
        codec.controlFrameRateLimit.maximumCount = Self.frameBurst
        codec.controlFrameRateLimit.windowLength = .milliseconds(10)
        // What is sent is checked where it is made, and nothing of an answer is passed on unread.
        codec.headerBlockValidation = .disabled
        codec.contentLengthValidation = .disabled
        codec.maximumSequentialEmptyDataFrames = 16
        codec.maximumBufferedControlFrames = 1_000
        codec.maximumSequentialContinuationFrames = 8
        // What still arrives for calls that were cancelled here is dropped.
        codec.maximumRecentlyResetStreams = 1_000
        codec.maximumConnectionGlitches = .max
        self.codec = codec
        var streams = NIOHTTP2Handler.StreamConfiguration()
        // Each reset ends a call that this side has begun, so there are never more of them than of calls.
        streams.streamResetFrameRateLimit.maximumCount = Self.frameBurst
        streams.streamResetFrameRateLimit.windowLength = .milliseconds(10)
        streams.streamErrorRateLimit.maximumCount = 1_000
        self.streams = streams
    }
}
