import MartletHTTP1

/// How much a client may make a server read and hold. Every bound has a safe default.
public struct ServerLimits: Sendable {
    /// Bytes of a request head, up to 65 535; beyond it the answer is 431.
    public var headByteCount = 16 * 1024

    /// Bytes of the request target; beyond it the answer is 414.
    public var targetByteCount = 8 * 1024

    /// Fields in a head; beyond it the answer is 431.
    public var fieldCount = 100

    /// Bytes of a request body; beyond it the answer is 413.
    public var bodyByteCount = 1024 * 1024

    /// Connections open at once; further ones are answered 503 and closed.
    public var connectionCount = 10_000

    /// Bytes of pipelined requests that are read ahead while one is being answered; then reading stops.
    public var readAheadByteCount = 64 * 1024

    /// Makes the defaults.
    public init() {}

    var codec: HTTP1Limits {
        HTTP1Limits(
            headBytes: headByteCount,
            targetBytes: targetByteCount,
            fieldCount: fieldCount,
            bodyBytes: bodyByteCount
        )
    }
}
