import HTTPTypes
import Martlet
import MartletHTTP1
import NIOCore
import NIOHPACK
import NIOHTTP2

extension HTTP2ConnectionHandler {
    func receive(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .headers(let headers):
            if let stream = streams[frame.streamID] {
                receiveTrailers(headers, of: stream)
            } else {
                receiveRequest(headers, on: frame.streamID)
            }
        case .data(let data):
            streams[frame.streamID]?.receive(data)
        case .settings:
            begin()
        case .ping(let data, let isAnswer):
            if isAnswer { receiveAnswer(data) }
        case .goAway:
            clientLeaves()
        default:
            // The codec has done what there is to do.
            break
        }
    }

    /// The first frame of the client is there.
    private func begin() {
        guard phase == .opening else { return }
        phase = .open
        restingSince = loop.tick
        let increment = settings.http2.connectionWindow - Self.initialWindow
        if increment > 0 { write(.windowUpdate(windowSizeIncrement: increment), on: .rootStream) }
        if loop.isDraining { shutDown() }
    }

    /// The window of a connection before anything is said about it: RFC 9113, section 6.9.2.
    private static let initialWindow = 65_535

    /// Gives the client back what it has used of the connection's window, in a few large steps.
    func refillConnectionWindow(_ size: Int?) {
        guard let size, phase != .opening, phase != .closing, size <= settings.http2.connectionWindow / 2 else {
            return
        }
        write(.windowUpdate(windowSizeIncrement: settings.http2.connectionWindow - size), on: .rootStream)
    }

    // MARK: Requests

    private func receiveRequest(_ headers: HTTP2Frame.FramePayload.Headers, on id: HTTP2StreamID) {
        lastStreamID = max(lastStreamID, id)
        guard openExchangeCount < settings.http2.streamCount else { return write(.rstStream(.refusedStream), on: id) }
        do {
            try HTTP2RequestHead.write(headers.headers, to: &headText, limit: settings.http2.head.headBytes)
        } catch {
            return write(.rstStream(.protocolError), on: id)
        }
        let stream = HTTP2Stream(id, of: self)
        streams[id] = stream
        // Moved out: whatever happens while a request runs, the bytes that it reads stay where they are.
        var text = ByteBuffer()
        swap(&text, &headText)
        text.withUnsafeReadableBytes { bytes in
            do throws(HTTP1Refusal) {
                var parser = HTTP1HeadParser()
                var head = HTTP1RequestHead()
                guard try parser.parse(bytes.bytes, limits: settings.http2.head, into: &head, fields: loop.fields)
                else {
                    // The text ends with an empty line, so nothing of it can be missing.
                    throw .invalidLineEnding
                }
                let view = HTTP1HeadView(head, bytes: bytes, table: loop.fields)
                stream.begin(view, isComplete: headers.endStream)
            } catch {
                stream.refuse(HTTPError(error), isComplete: headers.endStream)
            }
        }
        if headText.capacity == 0 { headText = text }
    }

    private func receiveTrailers(_ headers: HTTP2Frame.FramePayload.Headers, of stream: HTTP2Stream) {
        var trailers = HTTPFields()
        guard headers.endStream, headers.headers.count <= settings.http2.head.fieldCount else {
            return stream.reset(.protocolError)
        }
        for (name, value, _) in headers.headers {
            // Also pseudo-headers, which have no place there: RFC 9113, section 8.1.
            guard HTTP2RequestHead.isFieldName(name), HTTP2RequestHead.isFieldValue(value),
                let name = HTTPField.Name(name)
            else { return stream.reset(.protocolError) }
            trailers.append(HTTPField(name: name, value: value))
        }
        stream.endRequest(trailers: trailers)
    }

    func streamClosed(_ id: HTTP2StreamID) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        stream.closed()
        if streams.isEmpty { becameEmpty() }
    }

    // MARK: Collected bodies

    /// Whether a stream that collects its body may get more. Beyond the limit only the oldest may, so that there is always
    /// one that goes on.
    func mayCollectMore(_ stream: HTTP2Stream) -> Bool {
        guard collectedByteCount > settings.http2.connectionBodyByteCount else { return true }
        return !streams.values.contains { $0.isCollecting && $0.id < stream.id }
    }

    /// A body has been handed over or dropped: others may get what was kept from them.
    func collected(_ byteCount: Int) {
        let wasOver = collectedByteCount > settings.http2.connectionBodyByteCount
        collectedByteCount -= byteCount
        guard wasOver else { return }
        for stream in streams.values where stream.isCollecting { stream.refillWindow() }
    }
}
