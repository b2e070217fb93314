extension JSONCodec {
    /// Bounds on a document, so that its author can't exhaust the memory or the stack of its reader.
    ///
    /// The defaults are for documents from strangers. Raise them for data of your own:
    ///
    /// ```swift
    /// let codec = JSONCodec(limits: .init(byteCount: 1 << 30, valueCount: 50_000_000))
    /// ```
    public struct Limits: Sendable, Hashable {
        /// How many arrays and objects may be inside one another, in both directions; at least 1.
        ///
        /// The codec itself needs no stack for them when it reads, but each level is a call of the `init(from:)` of a
        /// type that contains itself. The default of 128 fits into a stack of 512 KiB, unoptimised code included.
        public var depth: Int

        /// How many bytes a document may have that is decoded; never more than 4 GiB.
        public var byteCount: Int

        /// How many values and keys a document may have that is decoded; each takes 16 bytes while it is decoded.
        public var valueCount: Int

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - depth: levels of nesting, 128 unless told otherwise.
        ///   - byteCount: bytes of a document, 16 MiB unless told otherwise.
        ///   - valueCount: values and keys of a document, 1,048,576 unless told otherwise.
        public init(depth: Int = 128, byteCount: Int = 16 << 20, valueCount: Int = 1 << 20) {
            self.depth = max(depth, 1)
            self.byteCount = max(byteCount, 0)
            self.valueCount = max(valueCount, 1)
        }
    }
}
