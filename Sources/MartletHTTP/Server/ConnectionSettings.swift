import MartletHTTP1

/// What all connections of a server have in common, in the units that they need.
struct ConnectionSettings: Sendable {
    let limits: HTTP1Limits
    let readAheadByteCount: Int
    let http2: HTTP2ServerSettings

    let ticks: TimeoutTicks

    /// Called once when a connection has ended.
    let onClose: @Sendable () -> Void

    init(limits: ServerLimits, timeouts: ServerTimeouts, onClose: @escaping @Sendable () -> Void) {
        self.limits = limits.codec
        readAheadByteCount = limits.readAheadByteCount
        http2 = HTTP2ServerSettings(limits)
        ticks = TimeoutTicks(timeouts)
        self.onClose = onClose
    }
}
