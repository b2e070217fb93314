import HTTPTypes
import Martlet
import MartletHTTP1
import NIOCore

extension HTTP1ConnectionHandler {
    /// Reads requests from the input for as long as there are whole ones and no response is owed.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        // Moved out: whatever happens while a request runs, the bytes that it reads stay where they are.
        var bytes = ByteBuffer()
        swap(&bytes, &input)
        while !isExchangeOpen, closing == nil, !isClosed, isWritable, bytes.readableBytes > 0 {
            guard let used = bytes.withUnsafeReadableBytes({ step($0) }) else { break }
            bytes.moveReaderIndex(forwardBy: used)
            if output.readableBytes >= Self.outputBatchByteCount { flush() }
        }
        // More may have arrived meanwhile.
        if input.readableBytes > 0 { bytes.appendInput(input) }
        if case .whenWritten? = closing, bytes.readableBytes > 0, !hasInputEnded {
            // A close with input that was not read makes the kernel send a reset: RFC 9112, section 9.6.
            closing = .lingering
        }
        if bytes.readableBytes > 0, closing == nil, !isClosed { input = bytes } else { input = ByteBuffer() }
        isProcessing = false
        noteActivity()
        if output.readableBytes > 0 || closing != nil { queueForFlush() }
        resumeReading()
    }

    /// Takes one step: a request, a piece of a body, a refusal.
    ///
    /// - Returns: The number of bytes that were used, or `nil` if more must arrive first.
    private func step(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if chunkedRequest != nil { return readChunks(bytes) }
        switch state.readRequest(bytes.bytes, fields: loop.fields) {
        case .request(let head, let body):
            let view = HTTP1HeadView(head, bytes: bytes, table: loop.fields)
            handle(view, body: UnsafeRawBufferPointer(rebasing: bytes[body]))
            return body.upperBound
        case .head(let head):
            chunkedRequest = ChunkedRequest(copying: HTTP1HeadView(head, bytes: bytes, table: loop.fields))
            // At once, even if nothing of the body is there: the client may be waiting to be asked for it.
            return head.byteCount + (readChunks(UnsafeRawBufferPointer(rebasing: bytes[head.byteCount...])) ?? 0)
        case .incomplete(let sendsContinue):
            if sendsContinue { sendContinue() }
            return nil
        case .refused(let refusal):
            refuse(refusal)
            return bytes.count
        case .busy:
            return nil
        }
    }

    private func readChunks(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        while true {
            switch state.readBody(in: bytes.bytes, position: &position, trailers: loop.fields) {
            case .data(let range):
                chunkedRequest?.body.writeBytes(bytes[range])
            case .end(let trailerCount, let sectionStart):
                let trailers = loop.fields.httpFields(count: trailerCount, in: bytes, from: sectionStart)
                guard let request = chunkedRequest.take() else { return position }
                request.head.withView { view in
                    request.body.withUnsafeReadableBytes { handle(view, body: $0, trailers: trailers) }
                }
                return position
            case .incomplete(let sendsContinue):
                if sendsContinue { sendContinue() }
                return position > 0 ? position : nil
            case .refused(let refusal):
                chunkedRequest = nil
                refuse(refusal)
                return bytes.count
            case .busy:
                return nil
            }
        }
    }

    private func handle(
        _ view: HTTP1HeadView,
        body: UnsafeRawBufferPointer,
        trailers: HTTPFields = HTTPFields()
    ) {
        isExchangeOpen = true
        // What is left of the input belongs to another request, with a time of its own.
        activity = .responding
        // One reference, so that the closure needs no memory.
        application.handle(view, body: body, trailers: trailers, remoteAddress: { self.remoteAddress }, on: self)
    }

    private var remoteAddress: String? {
        ServerAddress(context?.channel.remoteAddress)?.description
    }

    /// Answers input that is not HTTP, or more of it than is allowed; then the connection ends.
    func refuse(_ refusal: HTTP1Refusal) {
        refuse(HTTPError(refusal))
    }

    func refuse(_ error: HTTPError) {
        isExchangeOpen = true
        var response = makeResponse()
        ErrorResponse.encode(error, into: &response)
        send(response)
    }

    private func sendContinue() {
        output.writeStaticString(HTTP1InterimResponse.continueBytes)
    }
}

extension Optional {
    /// The value, leaving `nil` behind.
    fileprivate mutating func take() -> Wrapped? {
        defer { self = nil }
        return self
    }
}
