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

    /// Requests that one connection of HTTP/2 may have in progress at once, at least 1. A request that the client has taken
    /// back counts until its endpoint has heeded that; a stream that finds no place is refused and may be sent again.
    public var streamCount = 200

    /// Bytes of a body that a client of HTTP/2 may send on one stream before somebody has taken them, from 1 to 2³¹ − 1.
    public var streamWindowByteCount = 128 * 1024

    /// Bytes of request bodies that are collected at once on one connection of HTTP/2. Beyond it only the oldest of the
    /// requests gets more room, so that they arrive one after the other; each may have used its window by then.
    public var connectionBodyByteCount = 16 * 1024 * 1024

    /// Requests that a client of HTTP/2 may take back within 30 seconds on one connection; then the connection is closed.
    /// Source: CVE-2023-44487.
    public var streamResetCount = 1_000

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
