/// A header block that is arriving in several frames.
struct HTTP2HeaderBlock: Sendable {
    let streamID: UInt32
    let endsStream: Bool
    private(set) var bytes: [UInt8]
    private var continuationCount = 0

    init(streamID: UInt32, endsStream: Bool, _ bytes: UnsafeRawBufferPointer) {
        self.streamID = streamID
        self.endsStream = endsStream
        self.bytes = Array(bytes)
    }

    /// Adds what a CONTINUATION has.
    ///
    /// - Returns: Whether it may still be a block.
    mutating func append(_ more: UnsafeRawBufferPointer) -> Bool {
        bytes.append(contentsOf: more)
        continuationCount += 1
        return continuationCount <= HTTP2ServerLimits.continuationFrameCount
    }
}
