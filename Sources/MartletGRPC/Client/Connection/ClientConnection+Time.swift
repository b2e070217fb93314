import Martlet
import NIOCore
import NIOHTTP2

extension ClientConnection {
    // MARK: Deadlines

    /// Sees to it that calls end at a deadline. One timer serves all calls of the connection: most have deadlines in the
    /// order in which they begin, and end long before.
    func watch(_ deadline: Deadline) {
        if let expiry, expiry.deadline <= deadline { return }
        expiry?.timer.cancel()
        let delay = TimeAmount(deadline.remaining())
        let timer = eventLoop.assumeIsolated().scheduleTask(in: max(delay, .nanoseconds(0))) { self.expire() }
        expiry = (deadline, timer)
    }

    private func expire() {
        expiry = nil
        var next: Deadline?
        for stream in Array(streams.values) where stream.end == nil {
            guard let deadline = stream.deadline else { continue }
            if deadline.hasPassed() {
                stream.expire()
            } else {
                next = next.map { min($0, deadline) } ?? deadline
            }
        }
        if let next { watch(next) }
    }

    // MARK: Signs of life

    func startTicks() {
        ticks = eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            self.checkTimeouts()
        }
    }

    private func checkTimeouts() {
        let now = NIODeadline.now()
        guard !streams.isEmpty else {
            pingedAt = nil
            if phase == .open, now - emptySince > TimeAmount(settings.idleTimeout) { leave() }
            return
        }
        guard let keepAlive = settings.keepAlive else { return }
        if let pingedAt {
            if now - pingedAt > TimeAmount(keepAlive.timeout) {
                close(Status(.unavailable, "the server gives no sign of life"))
            }
        } else if now - heardAt > TimeAmount(keepAlive.interval) {
            pingedAt = now
            write(.ping(Self.keepAlivePing, ack: false), on: .rootStream)
            queueForFlush()
        }
    }

    private static let keepAlivePing = HTTP2PingData(withInteger: 0x6D61_7274_6C65_743F)
}
