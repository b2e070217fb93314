import MartletHTTP1

/// What all connections of a server have in common, in the units that they need.
struct ConnectionSettings: Sendable {
    let limits: HTTP1Limits
    let readAheadByteCount: Int
    let http2: HTTP2ServerSettings

    /// The time-outs, counted in checks.
    let idleTicks: Int
    let receiveTicks: Int
    let sendTicks: Int
    let lingerTicks: Int
    let keepAliveTicks: Int

    /// Called once when a connection has ended.
    let onClose: @Sendable () -> Void

    init(limits: ServerLimits, timeouts: ServerTimeouts, onClose: @escaping @Sendable () -> Void) {
        self.limits = limits.codec
        readAheadByteCount = limits.readAheadByteCount
        http2 = HTTP2ServerSettings(limits)
        let interval = timeouts.checkInterval
        func ticks(_ timeout: Duration) -> Int { Int(exactly: max(1, (timeout / interval).rounded(.up))) ?? .max }
        idleTicks = ticks(timeouts.idle)
        receiveTicks = ticks(timeouts.receive)
        sendTicks = ticks(timeouts.send)
        lingerTicks = ticks(timeouts.linger)
        keepAliveTicks = ticks(timeouts.keepAlive)
        self.onClose = onClose
    }
}
