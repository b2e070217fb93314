/// What a server lets a client make it read. Every dimension in which a request can grow has its bound here.
package struct HTTP1Limits: Sendable {
    /// Bytes of a request head, the empty line at its end included. At most 65 535: fields are kept as 16-bit slices.
    package var headBytes: Int {
        didSet { headBytes = headBytes.clamped(to: Self.sliceableBytes) }
    }

    /// Bytes of the request target (414 beyond). Takes effect only below `headBytes`.
    package var targetBytes: Int

    /// Field lines in a head, and in a trailer section.
    package var fieldCount: Int

    /// Bytes of a body without its chunk framing (413 beyond).
    package var bodyBytes: Int

    /// Bytes of a trailer section, the empty line at its end included. At most 65 535, as for the head.
    package var trailerBytes: Int {
        didSet { trailerBytes = trailerBytes.clamped(to: Self.sliceableBytes) }
    }

    /// Bytes of the extensions of one chunk.
    package var chunkExtensionBytes: Int

    /// Bytes of the extensions of all chunks of one body.
    package var totalChunkExtensionBytes: Int

    /// Bytes of an unread request body that a server reads and throws away to keep the connection alive.
    package var discardedBodyBytes: Int

    /// Limits; the defaults suit services that exchange small documents.
    package init(
        headBytes: Int = 16 * 1024,
        targetBytes: Int = 8 * 1024,
        fieldCount: Int = 100,
        bodyBytes: Int = 1024 * 1024,
        trailerBytes: Int = 4 * 1024,
        chunkExtensionBytes: Int = 256,
        totalChunkExtensionBytes: Int = 4 * 1024,
        discardedBodyBytes: Int = 64 * 1024
    ) {
        self.headBytes = headBytes.clamped(to: Self.sliceableBytes)
        self.targetBytes = targetBytes
        self.fieldCount = fieldCount
        self.bodyBytes = bodyBytes
        self.trailerBytes = trailerBytes.clamped(to: Self.sliceableBytes)
        self.chunkExtensionBytes = chunkExtensionBytes
        self.totalChunkExtensionBytes = totalChunkExtensionBytes
        self.discardedBodyBytes = discardedBodyBytes
    }

    private static let sliceableBytes = 0...Int(UInt16.max)
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
