import MartletHTTP2
import NIOCore

extension HTTP2ConnectionHandler {
    /// Bytes of output that are collected at most; more is given to the channel, which so learns that it has enough.
    private static let batchByteCount = 64 * 1024

    /// Bytes of data that are worth a write of their own, without being copied.
    private static let largeByteCount = 8 * 1024

    func queueForFlush() {
        if codec.output.count >= Self.batchByteCount { writeOutput() }
        guard !isQueuedForFlush else { return }
        isQueuedForFlush = true
        loop.scheduleFlush(of: self)
    }

    /// Gives the channel what there is to send, in one piece.
    func flush() {
        isQueuedForFlush = false
        guard let context else { return }
        sendWaiting()
        writeOutput()
        context.flush()
    }

    /// Lets a stream send when the client takes something.
    func queueForSending(_ stream: HTTP2Stream) {
        guard !stream.isQueuedForSending else { return }
        stream.isQueuedForSending = true
        sending.append(stream)
    }

    /// Lets the streams that wait send at the end of the turn.
    func queueToSend() {
        if !sending.isEmpty { queueForFlush() }
    }

    /// Lets the streams that wait send a frame after the other, until the client or the channel takes no more.
    private func sendWaiting() {
        guard !sending.isEmpty else { return }
        var stalled: [HTTP2Stream] = []
        while !codec.isOutputBlocked, let stream = sending.popFirst() {
            switch stream.sendNext() {
            case .mayGoOn: sending.append(stream)
            case .waitsForConnection: stalled.append(stream)
            case .isDone: stream.isQueuedForSending = false
            }
            if codec.output.count >= Self.batchByteCount { writeOutput() }
        }
        for stream in stalled { sending.append(stream) }
    }

    /// Writes a frame of data.
    func write(_ bytes: ByteBuffer, of stream: HTTP2Stream, isEnd: Bool) {
        guard bytes.readableBytes >= Self.largeByteCount else {
            return bytes.withUnsafeReadableBytes { codec.writeData($0, ofStreamAt: stream.place, isEnd: isEnd) }
        }
        codec.beginData(bytes.readableBytes, ofStreamAt: stream.place, isEnd: isEnd)
        writeOutput()
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    private func writeOutput() {
        guard let context, !codec.output.isEmpty else { return }
        // Moved out: the channel may call back while it writes, and what is written then belongs behind this.
        var bytes = ByteBuffer()
        swap(&bytes, &output)
        bytes.clear(minimumCapacity: codec.output.count)
        bytes.writeBytes(codec.output)
        codec.output.removeAll(keepingCapacity: true)
        context.write(wrapOutboundOut(bytes), promise: nil)
        output = bytes
    }

    /// Writes what there is, and goes on when it is written, or never will be.
    func writeLast(then end: @escaping () -> Void) {
        flush()
        guard let context else { return end() }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in end() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Gives memory back that is not in use.
    func giveMemoryBack() {
        codec.giveMemoryBack()
        output = ByteBuffer()
    }
}
