extension [UInt8] {
    /// Appends the header of a frame.
    @inline(__always)
    mutating func append(_ header: HTTP2FrameHeader) {
        let bytes = header.bytes
        bytes.span.withUnsafeBytes { append(contentsOf: $0) }
    }

    /// Appends a number in network order.
    mutating func append(bigEndian value: UInt32) {
        for shift: UInt32 in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: value &>> shift)) }
    }

    /// Appends a frame whose payload is one number: RST_STREAM or WINDOW_UPDATE.
    mutating func appendFrame(_ kind: HTTP2FrameKind, on streamID: UInt32, _ value: UInt32) {
        append(HTTP2FrameHeader(length: 4, kind: kind, streamID: streamID))
        append(bigEndian: value)
    }

    /// Appends a PING.
    mutating func appendPing(_ data: UInt64, isAnswer: Bool) {
        append(HTTP2FrameHeader(length: 8, kind: .ping, flags: isAnswer ? .acknowledgement : [], streamID: 0))
        append(bigEndian: UInt32(truncatingIfNeeded: data &>> 32))
        append(bigEndian: UInt32(truncatingIfNeeded: data))
    }

    /// Appends a GOAWAY.
    mutating func appendGoAway(lastStreamID: UInt32, _ code: HTTP2ErrorCode) {
        append(HTTP2FrameHeader(length: 8, kind: .goAway, streamID: 0))
        append(bigEndian: lastStreamID)
        append(bigEndian: code.rawValue)
    }

    /// Appends SETTINGS.
    mutating func appendSettings(_ settings: [(HTTP2SettingID, UInt32)]) {
        append(HTTP2FrameHeader(length: 6 * settings.count, kind: .settings, streamID: 0))
        for (id, value) in settings {
            append(UInt8(truncatingIfNeeded: id.rawValue &>> 8))
            append(UInt8(truncatingIfNeeded: id.rawValue))
            append(bigEndian: value)
        }
    }
}
