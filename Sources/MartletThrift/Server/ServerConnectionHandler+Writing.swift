import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore

extension ServerConnectionHandler {
    // MARK: Calls

    /// Runs the rest of a call. The task begins at once, on this thread; it is cancelled when the deadline passes, and when
    /// the peer goes away who waits for the answer.
    @inline(__always)
    func start(
        deadline: Deadline?,
        isOneway: Bool,
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
        guard !isClosed || isOneway else { return task.cancel() }
        let timer = deadline.map { deadline in
            loop.eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) { task.cancel() }
        }
        tasks[number] = RunningCall(task: task, timer: timer, isOneway: isOneway)
    }

    private func finish(_ number: UInt64) {
        lastFinished = number
        callCount -= 1
        if !tasks.isEmpty, let running = tasks.removeValue(forKey: number) { running.timer?.cancel() }
        if isClosed {
            // It was the last thing that the connection waited for.
            if callCount == 0 { leave() }
            return
        }
        guard !isProcessing else { return }
        noteActivity()
        if closing != nil { queueForFlush() }
        proceed()
    }

    // MARK: Answers

    /// Writes the answer to a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - kind: Whether it is a result or an exception.
    ///   - headers: What goes with it, if the form of the call has a place for it.
    ///   - write: Writes the message.
    /// - Throws: What `write` throws; then nothing of the answer has been written.
    @inline(__always)
    func reply(
        to call: ServerCall,
        _ kind: ThriftMessageHeader.Kind,
        headers: ThriftHeaders,
        _ write: (ThriftMessageHeader, inout [UInt8]) throws(ThriftProtocolError) -> Void
    ) throws(ThriftProtocolError) {
        guard !isClosed else { return }
        // Moved out, so that it is written in place.
        var bytes: [UInt8] = []
        swap(&bytes, &loop.scratch)
        defer { loop.recycle(&bytes) }
        try write(ThriftMessageHeader(call.name, kind, sequenceID: call.sequenceID), &bytes)
        try call.form.append(bytes, headers: headers, sequenceID: call.sequenceID, to: &output)
        queueForFlush()
    }

    /// Answers a call that could not be made, or that has failed.
    func refuse(_ call: ServerCall, _ exception: ThriftApplicationException) {
        guard !call.isOneway else { return }
        // An exception of two fields can always be written, unless its text is beyond all bounds.
        try? reply(to: call, .exception, headers: ThriftHeaders()) { (header, bytes) throws(ThriftProtocolError) in
            try call.form.kind.write(header, exception, into: &bytes)
        }
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
        let isReceiving = input.readableBytes > 0
        guard !isReceiving || !wasReceiving || isBusy || callCount > 0 else { return }
        wasReceiving = isReceiving
        activitySince = loop.tick
    }

    /// Called once per tick.
    func checkTimeouts() {
        guard let context else { return }
        if isStuck(context.channel) { return context.close(promise: nil) }
        let elapsed = loop.tick - activitySince
        if case .lingering? = closing {
            if elapsed > settings.ticks.linger { closeNow() }
        } else if callCount > 0 || closing != nil {
            return
        } else if wasReceiving {
            if elapsed > settings.ticks.receive { closeNow() }
        } else if elapsed > settings.ticks.idle {
            closeNow()
        } else if elapsed > 0, output.readableBytes == 0 {
            // Connections that rest are many; the next call of one takes new memory.
            output = ByteBuffer()
        }
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
