package import NIOCore

extension ByteBuffer {
    /// Adds what has arrived to what was not used yet.
    package mutating func appendInput(_ arrived: ByteBuffer) {
        guard readableBytes > 0 else {
            self = arrived
            return
        }
        // A client that pipelines may never leave the buffer empty: without this it would grow for ever.
        if writableBytes < arrived.readableBytes { discardReadBytes() }
        writeImmutableBuffer(arrived)
    }
}
