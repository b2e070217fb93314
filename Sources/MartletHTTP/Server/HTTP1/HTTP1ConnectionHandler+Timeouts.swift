import HTTPTypes
import MartletHTTP1
import NIOCore

extension HTTP1ConnectionHandler {
    /// The first bytes of a request came before this handler.
    func beganReceiving(at tick: Int) {
        activity = .receiving
        activitySince = tick
    }

    /// Stamps what the connection does now. A request that keeps arriving is not stamped again: the bound is on the whole
    /// of it, or a sender of one byte at a time would never meet it.
    func noteActivity() {
        let now: Activity =
            if closing != nil {
                activity
            } else if isExchangeOpen || !isWritable {
                .responding
            } else if input.readableBytes > 0 || chunkedRequest != nil {
                .receiving
            } else {
                .idle
            }
        guard now != activity || now == .idle else { return }
        activity = now
        activitySince = loop.tick
    }

    /// Called once per tick.
    func checkTimeouts() {
        guard let context else { return }
        if isStuck(context.channel) { return closeNow() }
        let elapsed = loop.tick - activitySince
        switch activity {
        case .responding:
            break
        case .idle:
            if waitingByteCount > 0 {
                // Not idle before the client has taken the last answer.
                activitySince = loop.tick
            } else if elapsed > settings.ticks.idle {
                closeNow()
            } else if elapsed > 0 {
                giveMemoryBack()
            }
        case .lingering:
            if elapsed > settings.ticks.linger { closeNow() }
        case .receiving:
            guard elapsed > settings.ticks.receive, closing == nil else { return }
            chunkedRequest = nil
            _ = state.shutDown()
            input = ByteBuffer()
            refuse(HTTPError(.requestTimeout, "the request did not arrive in time"))
        }
    }

    /// Whether the client takes nothing of what waits for it. Any change is progress: while much is waiting nothing is
    /// added.
    private func isStuck(_ channel: any Channel) -> Bool {
        let count = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard count > 0, count == waitingByteCount else {
            waitingByteCount = count
            waitingSince = loop.tick
            return false
        }
        return loop.tick - waitingSince > settings.ticks.send
    }

    /// Connections that rest are many; the next request of one takes new memory.
    private func giveMemoryBack() {
        guard output.readableBytes == 0 else { return }
        output = ByteBuffer()
        bodyMemory = ByteBuffer()
    }
}
