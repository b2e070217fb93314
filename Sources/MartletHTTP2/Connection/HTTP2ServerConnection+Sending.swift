extension HTTP2ServerConnection {
    // MARK: Heads

    /// Writes a head, or trailers.
    ///
    /// - Parameters:
    ///   - place: The stream.
    ///   - isEnd: Whether nothing follows.
    ///   - encode: Appends the fields, encoded.
    @inline(__always)
    package mutating func writeHead(ofStreamAt place: Int, isEnd: Bool, _ encode: (inout [UInt8]) -> Void) {
        let start = beginHead()
        encode(&output)
        endHead(ofStreamAt: place, from: start, isEnd: isEnd)
    }

    /// Leaves room for the header of the frame.
    @inline(never)
    private mutating func beginHead() -> Int {
        let start = output.count
        output.append(HTTP2FrameHeader(length: 0, kind: .headers, streamID: 0))
        if announcesEmptyTable {
            announcesEmptyTable = false
            output.append(0x20)
        }
        return start
    }

    private mutating func endHead(ofStreamAt place: Int, from start: Int, isEnd: Bool) {
        let length = output.count - start - HTTP2FrameHeader.byteCount
        var flags: HTTP2FrameFlags = isEnd ? .endStream : []
        if isEnd { streams[place].hasResponseEnded = true }
        if length <= HTTP2ServerLimits.frameByteCount { flags.insert(.endHeaders) }
        let first = min(length, HTTP2ServerLimits.frameByteCount)
        let id = streams[place].id
        let header = HTTP2FrameHeader(length: first, kind: .headers, flags: flags, streamID: id).bytes
        for index in header.indices { output[start + index] = header[index] }
        if length > first { splitHead(from: start + HTTP2FrameHeader.byteCount + first, id) }
    }

    /// Puts what is too much for one frame into frames that go on with it.
    @inline(never)
    private mutating func splitHead(from start: Int, _ id: UInt32) {
        var rest = output[start...]
        var frames: [UInt8] = []
        while !rest.isEmpty {
            let part = rest.prefix(HTTP2ServerLimits.frameByteCount)
            rest = rest.dropFirst(part.count)
            frames.append(
                HTTP2FrameHeader(
                    length: part.count,
                    kind: .continuation,
                    flags: rest.isEmpty ? .endHeaders : [],
                    streamID: id
                )
            )
            frames.append(contentsOf: part)
        }
        output.replaceSubrange(start..., with: frames)
    }

    // MARK: Data

    /// As many bytes as the client takes on a stream now, and as fit into a frame.
    package func sendableByteCount(ofStreamAt place: Int) -> Int {
        max(0, min(sendWindow, streams[place].sendWindow, HTTP2ServerLimits.frameByteCount))
    }

    /// Whether the window of the connection is what keeps data from being sent.
    package var isSendWindowEmpty: Bool { sendWindow <= 0 }

    /// Writes the header of a frame of data, whose bytes have to follow.
    ///
    /// - Parameters:
    ///   - byteCount: How many bytes follow, no more than ``sendableByteCount(ofStreamAt:)``.
    ///   - place: The stream.
    ///   - isEnd: Whether nothing follows them.
    package mutating func beginData(_ byteCount: Int, ofStreamAt place: Int, isEnd: Bool) {
        sendWindow -= byteCount
        streams[place].sendWindow -= byteCount
        if isEnd { streams[place].hasResponseEnded = true }
        output.append(
            HTTP2FrameHeader(
                length: byteCount,
                kind: .data,
                flags: isEnd ? .endStream : [],
                streamID: streams[place].id
            )
        )
    }

    /// Writes a frame of data.
    ///
    /// - Parameters:
    ///   - bytes: No more than ``sendableByteCount(ofStreamAt:)``.
    ///   - place: The stream.
    ///   - isEnd: Whether nothing follows them.
    package mutating func writeData(_ bytes: UnsafeRawBufferPointer, ofStreamAt place: Int, isEnd: Bool) {
        beginData(bytes.count, ofStreamAt: place, isEnd: isEnd)
        output.append(contentsOf: bytes)
    }

    // MARK: Others

    /// Lets the client send as many bytes more on a stream.
    package mutating func grant(_ byteCount: Int, toStreamAt place: Int) {
        streams[place].receiveWindow += byteCount
        output.appendFrame(.windowUpdate, on: streams[place].id, UInt32(clamping: byteCount))
    }

    /// Asks for a sign of life.
    package mutating func ping(_ data: UInt64) {
        output.appendPing(data, isAnswer: false)
    }
}
