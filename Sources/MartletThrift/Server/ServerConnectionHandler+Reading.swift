import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore

extension ServerConnectionHandler {
    /// Starts calls for as long as there are whole ones, and room for them.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        // Moved out: whatever happens while a call begins, the bytes that it reads stay where they are.
        var bytes = ByteBuffer()
        swap(&bytes, &input)
        while closing == nil, !isClosed, !isBusy, bytes.readableBytes > 0 {
            guard let used = bytes.withUnsafeReadableBytes({ step($0) }) else { break }
            bytes.moveReaderIndex(forwardBy: used)
            if output.readableBytes >= Self.outputBatchByteCount { flush() }
        }
        // More may have arrived meanwhile.
        if input.readableBytes > 0 { bytes.appendInput(input) }
        if bytes.readableBytes > 0, closing == nil, !isClosed { input = bytes } else { input = ByteBuffer() }
        isProcessing = false
        noteActivity()
        if output.readableBytes > 0 || closing != nil { queueForFlush() }
        resumeReading()
    }

    /// Goes on with what has arrived meanwhile, but not from within the task of a call: the next one would begin with its
    /// context and its cancellation.
    func proceed() {
        guard input.readableBytes > 0, !isProcessing else { return resumeReading() }
        loop.eventLoop.execute { self.process() }
    }

    /// Takes one message.
    ///
    /// - Returns: The number of bytes that were used, or `nil` if more must arrive first.
    private func step(_ bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(MessageSplitter.Failure) {
            guard let (piece, end) = try splitter.next(bytes) else { return nil }
            handle(piece, UnsafeRawBufferPointer(rebasing: bytes[piece.message]))
            return end
        } catch {
            refuse(
                ServerCall(form: error.form, name: "", sequenceID: error.sequenceID, isOneway: false),
                error.exception
            )
            guard let end = error.end else { return breakOff(bytes) }
            return end
        }
    }

    private func handle(_ piece: MessageSplitter.Piece, _ message: UnsafeRawBufferPointer) {
        var call = ServerCall(form: piece.form, name: "", sequenceID: 0, isOneway: false)
        let head: ThriftMessageHeader
        do throws(ThriftProtocolError) {
            head = try piece.form.kind.readMessage(message, limits: settings.limits.message, MessageHead()).0
        } catch {
            // Whoever sends this speaks another protocol, and what follows cannot be read either.
            refuse(call, ThriftApplicationException(.protocolError, error.message))
            return shutDown()
        }
        call.sequenceID = head.sequenceID
        call.name = Self.method(of: head.name)
        call.isOneway = head.kind == .oneway
        guard head.kind == .call || head.kind == .oneway else {
            return refuse(call, ThriftApplicationException(.invalidMessageType, "the message is no call"))
        }
        guard let handler = table.find(head.name) else {
            // A name of megabytes is not sent back twice.
            let status = Status(.unimplemented, "there is no method \(head.name.prefix(200))")
            return refuse(call, ThriftApplicationException(status))
        }
        handler.handle(call, message, headers: piece.headers, on: self)
    }

    /// The name without that of the service: answers go without it.
    private static func method(of name: String) -> String {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }

    /// Ends a connection whose input cannot be read on; the calls before are answered.
    private func breakOff(_ bytes: UnsafeRawBufferPointer) -> Int {
        shutDown()
        return bytes.count
    }
}
