import Martlet
import NIOCore
import NIOHTTP2

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
        // Written past the codec: it would refuse all that comes after a GOAWAY.
        output.inject(ByteBuffer(bytes: Self.announcement))
        write(.ping(Self.lastPing, ack: false), on: .rootStream)
        queueForFlush()
    }

    /// GOAWAY with the highest stream there can be, and no error.
    private static let announcement: [UInt8] = [
        0, 0, 8, 7, 0, 0, 0, 0, 0,
        0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0,
    ]

    private static let lastPing = HTTP2PingData(withInteger: 0x6D61_7274_6C65_7421)
    private static let keepAlivePing = HTTP2PingData(withInteger: 0x6D61_7274_6C65_743F)

    func receiveAnswer(_ data: HTTP2PingData) {
        pingedAt = nil
        if phase == .announced, data == Self.lastPing { leave() }
    }

    /// Says which request was the last; once all are answered the connection is closed.
    private func leave() {
        phase = .leaving
        restingSince = loop.tick
        write(.goAway(lastStreamID: lastStreamID, errorCode: .noError, opaqueData: nil), on: .rootStream)
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
        if phase == .leaving || hasInputEnded, streams.isEmpty { closeOutput() }
    }

    /// Closes our side when everything is written, and gives the client some time to read it: closing at once, with input
    /// that was not read, would make the kernel send a reset.
    private func closeOutput() {
        guard phase != .closing else { return }
        phase = .closing
        // Not from within a call of the codec, which has more to write after it.
        loop.eventLoop.execute { self.writeLast() }
    }

    /// Writes what there is, and closes our side when it is written. While the channel is full the codec keeps frames back.
    func writeLast() {
        guard let context, context.channel.isWritable, !isLastWritten else { return }
        isLastWritten = true
        flush()
        output.whenWritten { [self] in
            guard let context = self.context else { return }
            isOutputClosed = true
            restingSince = loop.tick
            context.close(mode: hasInputEnded ? .all : .output, promise: nil)
        }
    }

    /// The codec has found the client to break the rules, and has told it with a GOAWAY.
    func failed() {
        output.dropsInput = true
        guard phase != .closing else { return }
        for stream in Array(streams.values) { stream.closed() }
        streams.removeAll()
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
        for stream in Array(streams.values) { stream.inputEnded() }
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
        let remaining = streams.values
        streams = [:]
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
            if streams.isEmpty { checkIdle(elapsed) } else { checkStreams() }
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
            headText = ByteBuffer()
            output.giveMemoryBack()
        }
    }

    private func checkStreams() {
        for stream in Array(streams.values) { stream.checkTimeouts() }
        if let pingedAt {
            if loop.tick - pingedAt > settings.ticks.send { closeNow() }
        } else if !streams.isEmpty, loop.tick - heardAt > settings.ticks.keepAlive {
            pingedAt = loop.tick
            write(.ping(Self.keepAlivePing, ack: false), on: .rootStream)
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
