import HTTPTypes
import Martlet
import MartletHTTP1
import MartletHTTP2
import NIOCore

extension HTTP2ConnectionHandler {
    /// Takes all whole frames of the input.
    func read() {
        // Moved out: whatever happens while a request runs, the bytes that it reads stay where they are.
        var bytes = ByteBuffer()
        swap(&bytes, &input)
        codec.now = loop.milliseconds()
        var position = 0
        bytes.withUnsafeReadableBytes { view in
            while phase != .closing, context != nil {
                let event = codec.receive(view, at: &position)
                if case .incomplete = event { break }
                receive(event, view, of: bytes)
            }
        }
        bytes.moveReaderIndex(forwardBy: position)
        if bytes.readableBytes > 0, phase != .closing { input = bytes }
        // The codec may have answered by itself.
        if !codec.output.isEmpty { queueForFlush() }
    }

    private func receive(_ event: HTTP2ServerEvent, _ view: UnsafeRawBufferPointer, of bytes: ByteBuffer) {
        switch event {
        case .incomplete:
            break
        case .opened:
            begin()
        case .request(let place, let body, let isComplete):
            receiveRequest(at: place, body: body.map { UnsafeRawBufferPointer(rebasing: view[$0]) }, isComplete)
        case .data(let place, let range, let paddingByteCount, let isEnd):
            guard let stream = streams[place],
                let data = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count)
            else { return }
            stream.receive(data, paddingByteCount: paddingByteCount, isEnd: isEnd)
            if isEnd { removeIfEnded(stream) }
        case .trailers(let place):
            guard let stream = streams[place] else { return }
            stream.endRequest(trailers: HTTPFields(codec.section))
            removeIfEnded(stream)
        case .reset(let place, _):
            if let stream = streams[place] { removed(stream) }
        case .roomToSend(let place):
            streams[place]?.mayGoOn()
            queueToSend()
        case .roomToSendOnAll:
            for stream in openStreams { stream.mayGoOn() }
            queueToSend()
        case .roomToSendOnConnection:
            queueToSend()
        case .pong(let data):
            receiveAnswer(data)
        case .goAway:
            clientLeaves()
        case .failed:
            failed()
        }
    }

    /// The first frame of the client is there.
    private func begin() {
        guard phase == .opening else { return }
        phase = .open
        restingSince = loop.tick
        if loop.isDraining { shutDown() }
    }

    // MARK: Streams

    private func receiveRequest(at place: Int, body: UnsafeRawBufferPointer?, _ isComplete: Bool) {
        let stream = HTTP2Stream(codec.id(ofStreamAt: place), at: place, of: self)
        while streams.count <= place { streams.append(nil) }
        streams[place] = stream
        guard openExchangeCount < settings.http2.streamCount else { return stream.reset(.refusedStream) }
        // A copy that shares its memory: it stays as it is while the request runs.
        let section = codec.section
        section.bytes.withUnsafeBytes { bytes in
            do throws(HTTP1Refusal) {
                let head = try HTTP1RequestHead(
                    codec.head,
                    section,
                    bytes: bytes,
                    fields: loop.fields,
                    limits: settings.http2.head
                )
                let view = HTTP1HeadView(head, bytes: bytes, table: loop.fields)
                stream.begin(view, body: body, isComplete: isComplete)
            } catch {
                stream.refuse(HTTPError(error), isComplete: isComplete)
            }
        }
        if isComplete { removeIfEnded(stream) }
    }

    /// Either side has ended a stream: it is gone when both have.
    func removeIfEnded(_ stream: HTTP2Stream) {
        guard !stream.isClosed, codec.removeStreamIfEnded(at: stream.place) else { return }
        removed(stream)
    }

    func reset(_ stream: HTTP2Stream, _ code: MartletHTTP2.HTTP2ErrorCode) {
        codec.reset(streamAt: stream.place, code)
        removed(stream)
        queueForFlush()
    }

    /// The codec has removed a stream.
    private func removed(_ stream: HTTP2Stream) {
        guard streams.indices.contains(stream.place), streams[stream.place] === stream else { return }
        streams[stream.place] = nil
        stream.closed()
        if codec.streamCount == 0 { becameEmpty() }
    }

    // MARK: Collected bodies

    /// Whether a stream that collects its body may get more. Beyond the limit only the oldest may, so that there is always
    /// one that goes on.
    func mayCollectMore(_ stream: HTTP2Stream) -> Bool {
        guard collectedByteCount > settings.http2.connectionBodyByteCount else { return true }
        return !openStreams.contains { $0.isCollecting && $0.id < stream.id }
    }

    /// A body has been handed over or dropped: others may get what was kept from them.
    func collected(_ byteCount: Int) {
        let wasOver = collectedByteCount > settings.http2.connectionBodyByteCount
        collectedByteCount -= byteCount
        guard wasOver else { return }
        for stream in openStreams where stream.isCollecting { stream.refillWindow() }
    }
}
