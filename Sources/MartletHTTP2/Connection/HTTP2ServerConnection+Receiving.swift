extension HTTP2ServerConnection {
    /// Reads on.
    ///
    /// - Parameters:
    ///   - input: All that was received and not yet used up.
    ///   - position: Where to go on in it; moves behind what was used.
    /// - Returns: What has happened. After `incomplete` and `failed` there is no more of it.
    package mutating func receive(_ input: UnsafeRawBufferPointer, at position: inout Int) -> HTTP2ServerEvent {
        if phase == .preface, let event = readPreface(input, at: &position) { return event }
        while phase != .failed {
            guard untakenFrameCount <= HTTP2ServerLimits.untakenFrameCount else { return fail(.enhanceYourCalm) }
            let available = input.count - position
            guard available >= HTTP2FrameHeader.byteCount else { return .incomplete }
            let header = HTTP2FrameHeader(input, at: position)
            guard header.length <= HTTP2ServerLimits.frameByteCount else { return fail(.frameSizeError) }
            guard available >= HTTP2FrameHeader.byteCount + header.length else { return .incomplete }
            let start = position + HTTP2FrameHeader.byteCount
            position = start + header.length
            if let event = receive(header, start..<position, in: input, next: &position) { return event }
        }
        return .incomplete
    }

    /// Section 3.4.
    private mutating func readPreface(_ input: UnsafeRawBufferPointer, at position: inout Int) -> HTTP2ServerEvent? {
        let preface = Self.preface.bytes
        let received = input[position...].prefix(preface.count)
        guard received.elementsEqual(preface.prefix(received.count)) else { return fail(.protocolError) }
        guard received.count == preface.count else { return .incomplete }
        position += preface.count
        phase = .settings
        return nil
    }

    private static var preface: StaticString { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" }

    @inline(__always)
    private mutating func receive(
        _ header: HTTP2FrameHeader,
        _ payload: Range<Int>,
        in input: UnsafeRawBufferPointer,
        next: inout Int
    ) -> HTTP2ServerEvent? {
        if phase == .settings, header.kind != .settings { return fail(.protocolError) }
        if block != nil { return receiveContinuation(header, payload, in: input) }
        switch header.kind {
        case .data: return receiveData(header, payload, in: input)
        case .headers: return receiveHeaders(header, payload, in: input, next: &next)
        case .windowUpdate: return receiveWindowUpdate(header, bytes(payload, in: input))
        default: return receiveControl(header, bytes(payload, in: input))
        }
    }

    @inline(__always)
    private func bytes(_ range: Range<Int>, in input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= input.count)
        return UnsafeRawBufferPointer(rebasing: input[range])
    }

    // MARK: Streams

    /// What a frame means that is on no open stream.
    private enum Absence {
        /// It was sent before its sender could know that the stream has ended.
        case ignored
        case closed
        case idle
    }

    private func absence(of id: UInt32) -> Absence {
        if id & 1 == 0 { return .idle }
        if id > lastStreamID { return hasLeft ? .ignored : .idle }
        return resetStreams.contains(id) ? .ignored : .closed
    }

    /// A mistake that concerns one stream: section 5.4.2.
    private mutating func reset(streamAt place: Int, because code: HTTP2ErrorCode) -> HTTP2ServerEvent {
        let id = streams[place].id
        reset(streamAt: place, code)
        return streamErrors.allows(at: now) ? .reset(stream: place, id: id) : fail(.enhanceYourCalm)
    }

    // MARK: DATA

    private mutating func receiveData(
        _ header: HTTP2FrameHeader,
        _ payload: Range<Int>,
        in input: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        guard header.streamID != 0 else { return fail(.protocolError) }
        guard let data = withoutPadding(header, payload, in: input) else { return fail(.protocolError) }
        if let failure = takeFromConnectionWindow(payload.count) { return failure }
        guard let place = streams.place(of: header.streamID) else {
            switch absence(of: header.streamID) {
            case .ignored: return nil
            case .closed: return fail(.streamClosed)
            case .idle: return fail(.protocolError)
            }
        }
        guard !streams[place].hasRequestEnded else { return reset(streamAt: place, because: .streamClosed) }
        streams[place].receiveWindow -= payload.count
        guard streams[place].receiveWindow >= 0 else { return reset(streamAt: place, because: .flowControlError) }
        let isEnd = header.flags.contains(.endStream)
        if data.isEmpty, !isEnd {
            streams[place].emptyFrameCount += 1
            if streams[place].emptyFrameCount > HTTP2ServerLimits.emptyDataFrameCount { return fail(.enhanceYourCalm) }
        } else {
            streams[place].emptyFrameCount = 0
        }
        streams[place].hasRequestEnded = isEnd
        return .data(stream: place, data, paddingByteCount: payload.count - data.count, isEnd: isEnd)
    }

    /// Section 6.1: a byte before and so many behind.
    private func withoutPadding(
        _ header: HTTP2FrameHeader,
        _ payload: Range<Int>,
        in input: UnsafeRawBufferPointer
    ) -> Range<Int>? {
        guard header.flags.contains(.padded) else { return payload }
        guard let length = bytes(payload, in: input).first, Int(length) < payload.count else { return nil }
        return payload.lowerBound + 1..<payload.upperBound - Int(length)
    }

    /// The window of the connection is given back as soon as anything has arrived, in a few large steps.
    private mutating func takeFromConnectionWindow(_ byteCount: Int) -> HTTP2ServerEvent? {
        receiveWindow -= byteCount
        guard receiveWindow >= 0 else { return fail(.flowControlError) }
        if receiveWindow <= limits.connectionWindow / 2 {
            output.appendFrame(.windowUpdate, on: 0, UInt32(clamping: limits.connectionWindow - receiveWindow))
            receiveWindow = limits.connectionWindow
        }
        return nil
    }

    // MARK: HEADERS

    private mutating func receiveHeaders(
        _ header: HTTP2FrameHeader,
        _ payload: Range<Int>,
        in input: UnsafeRawBufferPointer,
        next: inout Int
    ) -> HTTP2ServerEvent? {
        guard header.streamID != 0, var range = withoutPadding(header, payload, in: input) else {
            return fail(.protocolError)
        }
        if header.flags.contains(.priority) {
            // What it says is not used: section 5.3.
            guard range.count >= 5 else { return fail(.protocolError) }
            range = range.lowerBound + 5..<range.upperBound
        }
        let endsStream = header.flags.contains(.endStream)
        let fragment = bytes(range, in: input)
        guard header.flags.contains(.endHeaders) else {
            block = HTTP2HeaderBlock(streamID: header.streamID, endsStream: endsStream, fragment)
            return nil
        }
        let event = receiveBlock(fragment, on: header.streamID, endsStream: endsStream)
        guard case .request(let stream, _, false) = event else { return event }
        let body = takeWholeBody(ofStreamAt: stream, in: input, at: &next)
        return .request(stream: stream, body: body, isComplete: body != nil)
    }

    private mutating func receiveContinuation(
        _ header: HTTP2FrameHeader,
        _ payload: Range<Int>,
        in input: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        // Section 6.10: nothing else may come in between.
        guard var block, header.kind == .continuation, header.streamID == block.streamID else {
            return fail(.protocolError)
        }
        self.block = nil
        guard block.append(bytes(payload, in: input)), block.bytes.count <= limits.fieldListByteCount else {
            return fail(.enhanceYourCalm)
        }
        guard header.flags.contains(.endHeaders) else {
            self.block = block
            return nil
        }
        return block.bytes.withUnsafeBytes {
            receiveBlock($0, on: block.streamID, endsStream: block.endsStream)
        }
    }

    private mutating func receiveBlock(
        _ block: UnsafeRawBufferPointer,
        on id: UInt32,
        endsStream: Bool
    ) -> HTTP2ServerEvent? {
        // Whatever becomes of it: the table has to stay the same on both sides.
        do throws(HPACKFailure) {
            try decoder.decode(block.assumingMemoryBound(to: UInt8.self).span, into: &section)
        } catch {
            return fail(error == .tooLarge ? .enhanceYourCalm : .compressionError)
        }
        if let place = streams.place(of: id) { return receiveTrailers(ofStreamAt: place, endsStream: endsStream) }
        guard id & 1 == 1, id > lastStreamID else {
            return absence(of: id) == .ignored ? nil : fail(id & 1 == 1 ? .streamClosed : .protocolError)
        }
        guard !hasLeft else { return nil }
        lastStreamID = id
        return open(id, endsStream: endsStream)
    }

    private mutating func open(_ id: UInt32, endsStream: Bool) -> HTTP2ServerEvent? {
        guard streams.count < limits.streamCount else {
            // Section 5.1.2. It may have been sent before the client knew the limit.
            appendReset(id, .refusedStream)
            return nil
        }
        // Of one that is too large the parts may be among what was not kept.
        guard let head = HTTP2RequestHead(section) ?? (section.isTooLarge ? HTTP2RequestHead() : nil) else {
            appendReset(id, .protocolError)
            return streamErrors.allows(at: now) ? nil : fail(.enhanceYourCalm)
        }
        self.head = head
        // What was sent before our settings were known could rely on the window that holds without them.
        let window = isAcknowledged ? limits.streamWindow : max(limits.streamWindow, Self.initialWindow)
        let place = streams.insert(id, sendWindow: Int(peer.initialWindowSize), receiveWindow: window)
        streams[place].hasRequestEnded = endsStream
        return .request(stream: place, body: nil, isComplete: endsStream)
    }

    /// Takes the whole body, if it is the next frame: as the requests of most calls are.
    private mutating func takeWholeBody(
        ofStreamAt place: Int,
        in input: UnsafeRawBufferPointer,
        at position: inout Int
    ) -> Range<Int>? {
        let start = position + HTTP2FrameHeader.byteCount
        guard start <= input.count else { return nil }
        let header = HTTP2FrameHeader(input, at: position)
        guard header.kind == .data, header.streamID == streams[place].id, header.flags == .endStream,
            header.length <= min(HTTP2ServerLimits.frameByteCount, input.count - start),
            header.length <= min(streams[place].receiveWindow, receiveWindow),
            takeFromConnectionWindow(header.length) == nil
        else { return nil }
        streams[place].receiveWindow -= header.length
        streams[place].hasRequestEnded = true
        position = start + header.length
        return start..<position
    }

    private mutating func receiveTrailers(ofStreamAt place: Int, endsStream: Bool) -> HTTP2ServerEvent? {
        guard !streams[place].hasRequestEnded else { return reset(streamAt: place, because: .streamClosed) }
        guard endsStream, !section.isTooLarge, section.fields.allSatisfy({ $0.kind == .ordinary || $0.kind == .host })
        else { return reset(streamAt: place, because: .protocolError) }
        streams[place].hasRequestEnded = true
        return .trailers(stream: place)
    }

    // MARK: WINDOW_UPDATE

    private mutating func receiveWindowUpdate(
        _ header: HTTP2FrameHeader,
        _ payload: UnsafeRawBufferPointer
    ) -> HTTP2ServerEvent? {
        guard payload.count == 4 else { return fail(.frameSizeError) }
        let increment = Int(UInt32(bigEndian: payload.loadUnaligned(as: UInt32.self)) & 0x7FFF_FFFF)
        guard header.streamID != 0 else {
            guard increment > 0 else { return fail(.protocolError) }
            sendWindow += increment
            return sendWindow <= Self.maximumWindow ? .roomToSendOnConnection : fail(.flowControlError)
        }
        guard let place = streams.place(of: header.streamID) else {
            return absence(of: header.streamID) == .idle ? fail(.protocolError) : nil
        }
        guard increment > 0 else { return reset(streamAt: place, because: .protocolError) }
        streams[place].sendWindow += increment
        guard streams[place].sendWindow <= Self.maximumWindow else {
            return reset(streamAt: place, because: .flowControlError)
        }
        return .roomToSend(stream: place)
    }
}
