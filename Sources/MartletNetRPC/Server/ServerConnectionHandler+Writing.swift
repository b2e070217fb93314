import Martlet
import MartletGob
import MartletHTTP
import MartletJSON
import NIOCore

extension ServerConnectionHandler {
    // MARK: Calls

    /// Runs the rest of a call. The task begins at once, on this thread; it is cancelled when the peer goes away or the
    /// deadline passes.
    func start(
        _ call: ServerCall,
        deadline: Deadline?,
        _ work: @escaping @Sendable () async -> Void
    ) {
        lastCall &+= 1
        callCount += 1
        let number = lastCall
        // unstructured: the one task of a call. Its life is bounded by the connection: it is cancelled with it and at the
        // deadline, and a server that drains waits for it.
        let task = Task.immediateDetached(executorPreference: loop.executor) {
            await work()
            self.finish(number)
        }
        // Most calls are done by now.
        guard lastFinished != number else { return }
        guard !isClosed else { return task.cancel() }
        let timer = deadline.map { deadline in
            loop.eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) { task.cancel() }
        }
        tasks[number] = RunningCall(task: task, timer: timer)
    }

    private func finish(_ number: UInt64) {
        lastFinished = number
        callCount -= 1
        if !tasks.isEmpty, let running = tasks.removeValue(forKey: number) { running.timer?.cancel() }
        if isClosed {
            // It was the last thing that the connection waited for.
            if callCount == 0 { settings.onClose() }
            return
        }
        guard !isProcessing else { return }
        noteActivity()
        if closing != nil { queueForFlush() }
        proceed()
    }

    // MARK: Replies

    /// Writes the reply of a call.
    func reply<Value: Encodable>(to call: ServerCall, with value: Value) throws {
        guard !isClosed else { return }
        switch wire {
        case .gob(let gob): try writeGob(call, value, error: "", gob)
        case .json:
            try JSONMessage.codec.withEncoded(value) { result in
                writeJSON(call) { output in
                    output.writeStaticString(",\"result\":")
                    output.writeBytes(result)
                    output.writeStaticString(",\"error\":null}\n")
                }
            }
        case .unknown: break
        }
        queueForFlush()
    }

    /// Answers a call with the text of an error.
    func refuse(_ call: ServerCall, _ text: String) {
        guard !isClosed else { return }
        switch wire {
        case .gob(let gob):
            // A struct without fields can always be encoded.
            try? writeGob(call, NoReply(), error: text, gob)
        case .json:
            try? JSONMessage.codec.withEncoded(text) { text in
                writeJSON(call) { output in
                    output.writeStaticString(",\"result\":null,\"error\":")
                    output.writeBytes(text)
                    output.writeStaticString("}\n")
                }
            }
        case .unknown: break
        }
        queueForFlush()
    }

    /// Encodes the value first: when that fails, nothing of the reply has been written.
    private func writeGob<Value: Encodable>(
        _ call: ServerCall,
        _ value: Value,
        error: String,
        _ gob: GobConnection
    ) throws {
        var name = call.name
        var error = error
        try gob.encoding.withEncoded(value) { definitions, message in
            name.withUTF8 { name in
                error.withUTF8 { error in
                    let header = gob.writer.reservation(method: name.count, error: error.count)
                    let size = header + definitions.count + message.count
                    _ = output.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { memory in
                        var count = gob.writer.write(
                            method: UnsafeRawBufferPointer(name),
                            sequence: call.sequence,
                            error: UnsafeRawBufferPointer(error),
                            to: memory
                        )
                        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: definitions)
                        count += definitions.count
                        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: message)
                        return count + message.count
                    }
                }
            }
        }
    }

    private func writeJSON(_ call: ServerCall, _ body: (inout ByteBuffer) -> Void) {
        output.writeStaticString("{\"id\":")
        output.writeBytes(call.id)
        body(&output)
    }

    // MARK: Output

    func queueForFlush() {
        guard !isQueuedForFlush, !isClosed else { return }
        isQueuedForFlush = true
        loop.scheduleFlush(of: self)
    }

    /// How much output is collected before it is flushed within the tick.
    static let outputBatchByteCount = 64 * 1024

    /// As much memory as a connection keeps from one reply to the next.
    static let keptByteCount = 64 * 1024

    /// Gives the channel everything there is to write, in one piece, and closes it if that was the end.
    func flush() {
        isQueuedForFlush = false
        guard let context else { return }
        if case .draining? = closing, callCount == 0 { return writeLast(to: context) }
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

    private func writeLast(to context: ChannelHandlerContext) {
        closing = .begun
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.closeOrLinger() }
        context.writeAndFlush(wrapOutboundOut(output), promise: written)
        output = ByteBuffer()
    }

    /// A close with input that was not read makes the kernel send a reset, and the client may lose the last replies.
    private func closeOrLinger() {
        guard let context else { return }
        guard leavesInput, !hasInputEnded else { return context.close(promise: nil) }
        closing = .lingering
        activitySince = loop.tick
        context.close(mode: .output, promise: nil)
    }

    // MARK: Time-outs

    /// Stamps what the connection does now. A call that keeps arriving is not stamped again: the bound is on the whole of it.
    func noteActivity() {
        let isReceiving = input.readableBytes > 0 || header != nil
        guard !isReceiving || !wasReceiving || isBusy || callCount > 0 else { return }
        wasReceiving = isReceiving
        activitySince = loop.tick
    }

    /// Called once per tick.
    func checkTimeouts() {
        guard let context else { return }
        if isStuck(context.channel) { return closeNow() }
        let elapsed = loop.tick - activitySince
        if case .lingering? = closing {
            if elapsed > settings.ticks.linger { closeNow() }
        } else if callCount > 0 || closing != nil {
            return
        } else if wasReceiving || isUndecided {
            if elapsed > settings.ticks.receive { closeNow() }
        } else if elapsed > settings.ticks.idle {
            closeNow()
        } else if elapsed > 0, output.readableBytes == 0 {
            // Connections that rest are many; the next call of one takes new memory.
            output = ByteBuffer()
        }
    }

    /// Whether nothing has been said yet, not even which protocol it is.
    private var isUndecided: Bool {
        if case .unknown = wire { return input.readableBytes > 0 }
        return false
    }

    /// Whether the client takes nothing of what waits for it. Any change is progress: while much is waiting nothing is
    /// added.
    private func isStuck(_ channel: any Channel) -> Bool {
        let count = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard count > 0, count == waitingByteCount else {
            waitingByteCount = count
            waitingSince = loop.tick
            return false
        }
        return loop.tick - waitingSince > settings.ticks.send
    }
}
