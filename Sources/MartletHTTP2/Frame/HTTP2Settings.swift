/// What a client has told of itself, as far as a server is concerned: RFC 9113, section 6.5.2.
struct HTTP2Settings: Equatable, Sendable {
    /// The bytes that the client remembers fields in.
    var headerTableSize: UInt32 = 4096
    /// The window of each new stream.
    var initialWindowSize: UInt32 = 65_535

    /// Takes over what a SETTINGS frame says. Settings that are not known are ignored.
    ///
    /// - Returns: What is wrong with it, if something is.
    mutating func apply(_ payload: UnsafeRawBufferPointer) -> HTTP2ErrorCode? {
        guard payload.count % 6 == 0 else { return .frameSizeError }
        for offset in stride(from: 0, to: payload.count, by: 6) {
            let id = UInt16(bigEndian: payload.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            let value = UInt32(bigEndian: payload.loadUnaligned(fromByteOffset: offset + 2, as: UInt32.self))
            if let error = set(HTTP2SettingID(rawValue: id), value) { return error }
        }
        return nil
    }

    private mutating func set(_ id: HTTP2SettingID, _ value: UInt32) -> HTTP2ErrorCode? {
        switch id {
        case .headerTableSize: headerTableSize = value
        case .enablePush:
            guard value <= 1 else { return .protocolError }
        case .initialWindowSize:
            guard value <= 0x7FFF_FFFF else { return .flowControlError }
            initialWindowSize = value
        case .maximumFrameSize:
            // Frames as large as any peer takes are large enough: the value is not kept.
            guard (16_384...16_777_215).contains(value) else { return .protocolError }
        default: break
        }
        return nil
    }
}

/// What a setting is about.
struct HTTP2SettingID: RawRepresentable, Equatable, Sendable {
    let rawValue: UInt16

    static let headerTableSize = HTTP2SettingID(rawValue: 1)
    static let enablePush = HTTP2SettingID(rawValue: 2)
    static let maximumConcurrentStreams = HTTP2SettingID(rawValue: 3)
    static let initialWindowSize = HTTP2SettingID(rawValue: 4)
    static let maximumFrameSize = HTTP2SettingID(rawValue: 5)
    static let maximumHeaderListSize = HTTP2SettingID(rawValue: 6)
}
