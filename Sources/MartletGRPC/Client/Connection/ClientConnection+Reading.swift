import Martlet
import NIOCore
import NIOHTTP2

extension ClientConnection {
    func receive(_ frame: HTTP2Frame) {
        heardAt = .now()
        pingedAt = nil
        switch frame.payload {
        case .headers(let headers):
            streams[frame.streamID]?.receive(headers)
        case .data(let data):
            streams[frame.streamID]?.receive(data)
        case .rstStream(let code):
            streams[frame.streamID]?.receiveReset(code)
        case .settings(.settings(let values)):
            receive(values)
        case .goAway(let lastID, let code, _):
            receiveGoAway(lastID, code)
        default:
            // The codec has done what there is to do.
            break
        }
    }

    private func receive(_ values: HTTP2Settings) {
        let allowed = values.last { $0.parameter == .maxConcurrentStreams }?.value
        switch phase {
        case .opening:
            phase = .open
            connectTimer?.cancel()
            connectTimer = nil
            let increment = settings.connectionWindow - Self.initialWindow
            if increment > 0 { write(.windowUpdate(windowSizeIncrement: increment), on: .rootStream) }
            queueForFlush()
            startTicks()
            // The codec allows 100 until it hears otherwise.
            pool?.opened(self, streamCount: min(allowed ?? Self.initialStreamCount, settings.streamCount))
        case .open:
            if let allowed { pool?.changed(self, streamCount: min(allowed, settings.streamCount)) }
        case .leaving, .closed:
            break
        }
    }

    /// RFC 9113, section 6.9.2.
    private static let initialWindow = 65_535
    private static let initialStreamCount = 100

    /// Gives the server back what it has used of the connection's window, in a few large steps.
    func refillConnectionWindow(_ size: Int?) {
        guard let size, phase == .open || phase == .leaving, size <= settings.connectionWindow / 2 else { return }
        write(.windowUpdate(windowSizeIncrement: settings.connectionWindow - size), on: .rootStream)
        queueForFlush()
    }

    /// The server takes no more calls, and says which was the last.
    private func receiveGoAway(_ lastID: HTTP2StreamID, _ code: NIOHTTP2.HTTP2ErrorCode) {
        let reason = code == .noError ? "the server closes the connection" : "the server closes the connection: \(code)"
        failure = Status(.unavailable, reason, delivery: .unprocessed)
        leave()
        for stream in Array(streams.values) where stream.id > lastID {
            stream.fail(Status(.unavailable, reason, delivery: .unprocessed), nil)
        }
    }

    // MARK: The end

    /// Takes no more calls, and closes when those that there are have ended.
    func leave() {
        guard phase == .open || phase == .opening else { return }
        phase = .leaving
        pool?.removed(self)
        if streams.isEmpty { becameEmpty() }
    }

    func becameEmpty() {
        emptySince = .now()
        guard phase == .leaving, let context else { return }
        // Not from within a call of the codec, which has more to do after it.
        eventLoop.assumeIsolated().execute {
            context.flush()
            context.close(promise: nil)
        }
    }

    /// Gives the connection up, with the calls on it.
    func close(_ error: any Error) {
        if failure == nil { failure = error }
        guard let context else { return }
        eventLoop.assumeIsolated().execute { context.close(promise: nil) }
    }

    /// The channel is closed.
    func end() {
        guard phase != .closed else { return }
        let wasOpening = phase == .opening
        phase = .closed
        context = nil
        connectTimer?.cancel()
        ticks?.cancel()
        expiry?.timer.cancel()
        expiry = nil
        let error = failure ?? Status(.unavailable, "the connection was closed")
        // Breaks the circle with the pool before calls ask it for another connection.
        if wasOpening { pool?.failed(self, error) } else { pool?.removed(self) }
        let remaining = streams.values
        streams = [:]
        for stream in remaining {
            var status = Status(error)
            status.code = .unavailable
            status.delivery = .unknown
            stream.fail(status, nil)
            stream.giveUpPlace()
        }
    }
}
