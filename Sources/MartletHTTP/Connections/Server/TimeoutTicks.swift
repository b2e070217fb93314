/// The time-outs of a server, counted in checks: see ``ServerLoop/tick``.
package struct TimeoutTicks: Sendable {
    package let idle: Int
    package let receive: Int
    package let send: Int
    package let linger: Int
    package let keepAlive: Int

    package init(_ timeouts: ServerTimeouts) {
        let interval = timeouts.checkInterval
        func ticks(_ timeout: Duration) -> Int { Int(exactly: max(1, (timeout / interval).rounded(.up))) ?? .max }
        idle = ticks(timeouts.idle)
        receive = ticks(timeouts.receive)
        send = ticks(timeouts.send)
        linger = ticks(timeouts.linger)
        keepAlive = ticks(timeouts.keepAlive)
    }
}
