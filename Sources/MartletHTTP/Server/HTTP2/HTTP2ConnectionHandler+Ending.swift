import Martlet
import MartletHTTP2
import NIOCore

extension HTTP2ConnectionHandler {
    // MARK: Leaving

    /// Takes no more requests, lets those in flight finish, and closes.
    ///
    /// The client is told in two steps (RFC 9113, section 6.8), so that none of the requests that it has sent meanwhile is
    /// lost: that the end is near, with a PING; and when that has been answered, which request was the last.
    func shutDown() {
        switch phase {
        case .opening: closeNow()
        case .open: announce()
        case .announced, .leaving, .closing: break
        }
    }

    private func announce() {
        phase = .announced
        restingSince = loop.tick
        codec.announceEnd(ping: Self.lastPing)
        queueForFlush()
    }

    private static let lastPing: UInt64 = 0x6D61_7274_6C65_7421
    private static let keepAlivePing: UInt64 = 0x6D61_7274_6C65_743F

    func receiveAnswer(_ data: UInt64) {
        pingedAt = nil
        if phase == .announced, data == Self.lastPing { leave() }
    }

    /// Says which request was the last; once all are answered the connection is closed.
    private func leave() {
        phase = .leaving
        restingSince = loop.tick
        codec.leave()
        queueForFlush()
        closeIfDone()
    }

    /// The client opens no more streams. It may close by itself, and gets the time for it.
    func clientLeaves() {
        if phase == .open { leave() }
    }

    func becameEmpty() {
        restingSince = loop.tick
        closeIfDone()
    }

    private func closeIfDone() {
        if phase == .leaving || hasInputEnded, codec.streamCount == 0 { closeOutput() }
    }

    /// Closes our side when everything is written, and gives the client some time to read it: closing at once, with input
    /// that was not read, would make the kernel send a reset.
    private func closeOutput() {
        guard phase != .closing else { return }
        phase = .closing
        // Not from within an event, which may have more to write after it.
        loop.eventLoop.execute { self.writeLast() }
    }

    /// Writes what there is, and closes our side when it is written. While the channel is full, it waits.
    func writeLast() {
        guard let context, context.channel.isWritable, !isLastWritten else { return }
        isLastWritten = true
        writeLast { [self] in
            guard let context = self.context else { return }
            isOutputClosed = true
            restingSince = loop.tick
            context.close(mode: hasInputEnded ? .all : .output, promise: nil)
        }
    }

    /// The codec has found the client to break the rules, and has told it with a GOAWAY.
    func failed() {
        guard phase != .closing else { return }
        let remaining = openStreams
        streams = []
        for stream in remaining { stream.closed() }
        closeOutput()
    }

    /// The client has closed its side: no request can become complete, no window can grow. Those in flight are cancelled,
    /// and what they answer is sent as far as it may be.
    func inputEnded() {
        hasInputEnded = true
        if phase == .closing {
            // Both have: there is nothing more to wait for but the last output.
            if isOutputClosed { closeNow() }
            return
        }
        for stream in openStreams { stream.inputEnded() }
        closeIfDone()
    }

    func closeNow() {
        context?.close(promise: nil)
    }

    /// The channel is closed. Requests that are still being answered hold the connection's place until their tasks have
    /// ended.
    func end() {
        guard context != nil else { return }
        context = nil
        loop.remove(self)
        let remaining = openStreams
        streams = []
        for stream in remaining { stream.closed() }
        if openExchangeCount == 0 { settings.onClose() }
    }

    /// An answer has been given, or there is nobody any more to give it to.
    func exchangeEnded() {
        openExchangeCount -= 1
        if isClosed, openExchangeCount == 0 { settings.onClose() }
    }

    // MARK: Time-outs

    func checkTimeouts() {
        guard let context else { return }
        if isStuck(context.channel) { return closeNow() }
        let elapsed = loop.tick - restingSince
        switch phase {
        case .opening:
            if elapsed > settings.ticks.receive { closeNow() }
        case .open:
            if codec.streamCount == 0 { checkIdle(elapsed) } else { checkStreams() }
        case .announced:
            checkStreams()
            // A client that does not answer has had its time.
            if elapsed > settings.ticks.linger { leave() }
        case .leaving:
            checkStreams()
        case .closing:
            if isOutputClosed, elapsed > settings.ticks.linger { closeNow() }
        }
    }

    private func checkIdle(_ elapsed: Int) {
        if waitingByteCount > 0 {
            // Not idle before the client has taken the last answer.
            restingSince = loop.tick
        } else if elapsed > settings.ticks.idle {
            shutDown()
        } else if elapsed > 0 {
            giveMemoryBack()
        }
    }

    private func checkStreams() {
        for stream in openStreams { stream.checkTimeouts() }
        if let pingedAt {
            if loop.tick - pingedAt > settings.ticks.send { closeNow() }
        } else if codec.streamCount > 0, loop.tick - heardAt > settings.ticks.keepAlive {
            pingedAt = loop.tick
            codec.ping(Self.keepAlivePing)
            queueForFlush()
        }
    }

    /// Whether the client takes nothing of what waits for it in the channel.
    private func isStuck(_ channel: any Channel) -> Bool {
        let count = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard count > 0, count == waitingByteCount else {
            waitingByteCount = count
            waitingSince = loop.tick
            return false
        }
        return loop.tick - waitingSince > settings.ticks.send
    }
}
