/// The nine bytes before the payload of each frame: RFC 9113, section 4.1.
struct HTTP2FrameHeader: Equatable, Sendable {
    /// How many bytes follow.
    var length: Int
    /// What the frame is.
    var kind: HTTP2FrameKind
    /// What is said about it, each kind in its own way.
    var flags: HTTP2FrameFlags
    /// The stream; 0 is the connection.
    var streamID: UInt32

    /// How many bytes a header has.
    static let byteCount = 9

    /// A header.
    init(length: Int, kind: HTTP2FrameKind, flags: HTTP2FrameFlags = [], streamID: UInt32) {
        self.length = length
        self.kind = kind
        self.flags = flags
        self.streamID = streamID
    }

    /// Reads a header.
    ///
    /// - Parameters:
    ///   - bytes: The input.
    ///   - offset: Where the header begins; at least ``byteCount`` bytes are there.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && offset + Self.byteCount <= bytes.count)
        length = Int(bytes[offset]) &<< 16 | Int(bytes[offset &+ 1]) &<< 8 | Int(bytes[offset &+ 2])
        kind = HTTP2FrameKind(rawValue: bytes[offset &+ 3])
        flags = HTTP2FrameFlags(rawValue: bytes[offset &+ 4])
        // The highest bit says nothing.
        streamID = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 5, as: UInt32.self)) & 0x7FFF_FFFF
    }

    /// The bytes of the header.
    @inline(__always)
    var bytes: InlineArray<9, UInt8> {
        [
            UInt8(truncatingIfNeeded: length &>> 16), UInt8(truncatingIfNeeded: length &>> 8),
            UInt8(truncatingIfNeeded: length), kind.rawValue, flags.rawValue,
            UInt8(truncatingIfNeeded: streamID &>> 24), UInt8(truncatingIfNeeded: streamID &>> 16),
            UInt8(truncatingIfNeeded: streamID &>> 8), UInt8(truncatingIfNeeded: streamID),
        ]
    }
}
