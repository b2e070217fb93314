import HTTPTypes
import MartletHTTP1
import NIOCore

extension HTTP1ConnectionHandler {
    /// Head and body with one reservation, one after the other in the same memory.
    func writeWhole(_ response: borrowing OutgoingResponse) {
        let block = response.fieldBlock
        let head = state.respond(
            status: response.finalStatus,
            framing: .length(response.body.readableBytes)
        )
        let date = loop.dateLine()
        response.body.withUnsafeReadableBytes { body in
            let size = head.reservation(for: block, bodyByteCount: body.count)
            _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { memory in
                var writer = HTTP1Writer(memory)
                head.write(fields: block, date: date, body: body, to: &writer)
                return writer.count
            }
        }
    }

    func writeHead(of response: borrowing OutgoingResponse, framing: HTTP1ResponseFraming) -> HTTP1ResponseHead {
        let block = response.fieldBlock
        let head = state.respond(status: response.finalStatus, framing: framing)
        let date = loop.dateLine()
        _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: head.reservation(for: block)) { memory in
            var writer = HTTP1Writer(memory)
            head.write(fields: block, date: date, to: &writer)
            return writer.count
        }
        return head
    }

    func writePiece(_ piece: ByteBuffer) {
        guard pieceFraming == .chunked else {
            output.writeImmutableBuffer(piece)
            return
        }
        piece.withUnsafeReadableBytes { bytes in
            let size = bytes.count + HTTP1ChunkWriter.maximumFrameByteCount
            _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { memory in
                var writer = HTTP1Writer(memory)
                HTTP1ChunkWriter.append(bytes, to: &writer)
                return writer.count
            }
        }
    }

    func writeEnd(_ fields: HTTPFields) {
        guard pieceFraming == .chunked else { return }
        var trailers = HTTP1FieldBlock()
        // Fields that may not be sent are left out, as in the head.
        for field in fields { try? trailers.append(name: field.name.rawName, value: field.value) }
        let size = HTTP1ChunkWriter.endByteCount(trailers: trailers)
        _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { memory in
            var writer = HTTP1Writer(memory)
            HTTP1ChunkWriter.appendEnd(trailers: trailers, to: &writer)
            return writer.count
        }
    }

    func queueForFlush() {
        guard !isQueuedForFlush else { return }
        isQueuedForFlush = true
        loop.scheduleFlush(of: self)
    }

    /// How much output is collected before it is flushed within the tick.
    static let outputBatchByteCount = 64 * 1024

    /// As much memory as a connection keeps from one response to the next.
    static let keptByteCount = 64 * 1024

    /// Gives the channel everything there is to write, in one piece, and closes it if that was the end.
    func flush() {
        isQueuedForFlush = false
        guard let context else { return }
        switch closing {
        case nil:
            flushOutput(to: context)
        case .begun, .outputClosed:
            break
        case .whenWritten:
            writeLast(to: context) { context.close(promise: nil) }
        case .brokenOff:
            writeLast(to: context) {
                context.channel.resetsOnClose()
                context.close(promise: nil)
            }
        case .lingering:
            writeLast(to: context) { self.linger(context) }
        }
    }

    private func flushOutput(to context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        // Moved out: the channel may call back while it writes, and what is answered then belongs behind this.
        var bytes = ByteBuffer()
        swap(&bytes, &output)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        // After a synchronous write the storage is ours alone again, and this keeps it.
        guard output.readableBytes == 0, bytes.capacity <= Self.keptByteCount else { return }
        bytes.clear(minimumCapacity: 0)
        output = bytes
    }

    /// Writes what there is, maybe nothing, and goes on when it and everything before it is written.
    private func writeLast(to context: ChannelHandlerContext, then end: @escaping () -> Void) {
        closing = .begun
        activity = .responding
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in end() }
        context.writeAndFlush(wrapOutboundOut(output), promise: written)
        output = ByteBuffer()
    }

    private func linger(_ context: ChannelHandlerContext) {
        guard !hasInputEnded else { return context.close(promise: nil) }
        closing = .outputClosed
        activity = .lingering
        activitySince = loop.tick
        context.close(mode: .output, promise: nil)
    }
}

extension OutgoingResponse {
    /// The status. One below 200 announces another answer, which never comes: it is a mistake of the service.
    fileprivate var finalStatus: UInt16 {
        status.code < 200 ? 500 : UInt16(clamping: status.code)
    }

    /// The field lines. Fields that may not be sent, or that are the server's own, are left out.
    fileprivate var fieldBlock: HTTP1FieldBlock {
        var block = contentType?.fieldBlock ?? HTTP1FieldBlock()
        for field in fields where contentType == nil || field.name != .contentType {
            try? block.append(name: field.name.rawName, value: field.value)
        }
        return block
    }
}
