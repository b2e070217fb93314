/// Cuts what arrives into frames: a length of four bytes, and as many bytes.
package struct FrameReader: Sendable {
    /// The longest frame that is taken, 4 MiB: four times what a server takes by default (`jute.maxbuffer`), since an answer
    /// may hold the names of many children.
    package static let maximumLength = 4 << 20

    private var bytes: ArraySlice<UInt8> = []

    package init() {}

    /// How many bytes have arrived that are not a whole frame yet.
    package var count: Int { bytes.count }

    package mutating func append(_ new: some Sequence<UInt8>) {
        // A slice that grows takes only what has not been read along, so its storage does not grow without end.
        if bytes.isEmpty { bytes = ArraySlice(new) } else { bytes.append(contentsOf: new) }
    }

    /// The next frame without its length; `nil` when it has not arrived yet.
    package mutating func next() throws(JuteError) -> ArraySlice<UInt8>? {
        guard bytes.count >= 4 else { return nil }
        let length = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard length <= Self.maximumLength else { throw JuteError("a message of \(length) bytes is announced") }
        guard bytes.count - 4 >= Int(length) else { return nil }
        let frame = bytes.dropFirst(4).prefix(Int(length))
        bytes = bytes.dropFirst(4 + Int(length))
        return frame
    }
}
