import HTTPTypes
import MartletHTTP1
import NIOCore

extension HTTP1ConnectionHandler {
    /// Stamps what the connection does now. A request that keeps arriving is not stamped again: the bound is on the whole
    /// of it, or a sender of one byte at a time would never meet it.
    func noteActivity() {
        let now: Activity =
            if closing != nil {
                activity
            } else if isExchangeOpen {
                .responding
            } else if input.readableBytes > 0 || chunkedRequest != nil || isDiscarding {
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
        if let unwritableSince, loop.tick - unwritableSince > settings.sendTicks { return closeNow() }
        let elapsed = loop.tick - activitySince
        switch activity {
        case .responding:
            break
        case .idle:
            if elapsed > settings.idleTicks { closeNow() }
        case .lingering:
            if elapsed > settings.lingerTicks { closeNow() }
        case .receiving:
            guard elapsed > settings.receiveTicks, closing == nil else { return }
            chunkedRequest = nil
            _ = state.shutDown()
            refuse(HTTPError(.requestTimeout, "the request did not arrive in time"))
        }
    }
}
