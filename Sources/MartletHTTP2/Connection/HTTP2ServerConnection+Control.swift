extension HTTP2ServerConnection {
    /// Takes the frames that carry nothing of a message. They cost the client next to nothing, so they are counted.
    @inline(never)
    mutating func receiveControl(_ header: HTTP2FrameHeader, _ payload: UnsafeRawBufferPointer) -> HTTP2ServerEvent? {
        if header.kind == .resetStream { return receiveReset(header, payload) }
        guard controlFrames.allows(at: now) else { return fail(.enhanceYourCalm) }
        switch header.kind {
        case .settings: return receiveSettings(header, payload)
        case .ping: return receivePing(header, payload)
        case .goAway:
            guard header.streamID == 0 else { return fail(.protocolError) }
            return payload.count >= 8 ? .goAway : fail(.frameSizeError)
        case .priority:
            guard header.streamID != 0 else { return fail(.protocolError) }
            return payload.count == 5 ? nil : fail(.frameSizeError)
        case .pushPromise, .continuation: return fail(.protocolError)
        default: return nil
        }
    }

    /// One more frame that the client has made the server send. When it takes none of them, there is an end to it.
    mutating func countUntakenFrame() {
        if isOutputBlocked { untakenFrameCount += 1 }
    }

    /// Section 6.4.
    private mutating func receiveReset(
        _ header: HTTP2FrameHeader,
        _ payload: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        guard payload.count == 4 else { return fail(.frameSizeError) }
        guard header.streamID & 1 == 1, header.streamID <= lastStreamID || hasLeft else { return fail(.protocolError) }
        // Opening streams and taking them back makes work at no cost, and never hits the limit of open ones.
        guard streamResets.allows(at: now) else { return fail(.enhanceYourCalm) }
        guard let place = streams.place(of: header.streamID) else { return nil }
        streams.remove(at: place)
        return .reset(stream: place, id: header.streamID)
    }

    /// Section 6.5.
    private mutating func receiveSettings(
        _ header: HTTP2FrameHeader,
        _ payload: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        guard header.streamID == 0 else { return fail(.protocolError) }
        if header.flags.contains(.acknowledgement) {
            guard phase == .open else { return fail(.protocolError) }
            isAcknowledged = true
            return payload.isEmpty ? nil : fail(.frameSizeError)
        }
        let window = Int(peer.initialWindowSize)
        if let code = peer.apply(payload) { return fail(code) }
        if peer.headerTableSize < 4096, !isTableEmpty {
            isTableEmpty = true
            announcesEmptyTable = true
        }
        output.append(HTTP2FrameHeader(length: 0, kind: .settings, flags: .acknowledgement, streamID: 0))
        if phase == .settings {
            phase = .open
            return .opened
        }
        countUntakenFrame()
        let difference = Int(peer.initialWindowSize) - window
        // Section 6.9.2: it also holds for streams that are open, whose windows may become negative.
        guard streams.growSendWindows(by: difference) else { return fail(.flowControlError) }
        return difference > 0 ? .roomToSendOnAll : nil
    }

    /// Section 6.7.
    private mutating func receivePing(
        _ header: HTTP2FrameHeader,
        _ payload: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        guard header.streamID == 0 else { return fail(.protocolError) }
        guard payload.count == 8 else { return fail(.frameSizeError) }
        let data = UInt64(bigEndian: payload.loadUnaligned(as: UInt64.self))
        guard !header.flags.contains(.acknowledgement) else { return .pong(data) }
        output.appendPing(data, isAnswer: true)
        countUntakenFrame()
        return nil
    }
}
