public import Martlet
public import NIOCore

/// How the answer to a call becomes a response, and whether its body is collected first or read as it arrives.
///
/// ```swift
/// let ticks: Endpoint<Empty, ResponseStream<ServerSentEvent>> =
///     http.endpoint("ticks", .get, "/ticks", decode: .events)
///
/// let page: Endpoint<Empty, Page> = http.endpoint(
///     "page",
///     .get,
///     "/rows",
///     decode: ResponseDecoding(streaming: true) { answer in
///         Page(title: answer.fields[.contentDisposition], rows: answer.bodyStream)
///     }
/// )
/// ```
public struct ResponseDecoding<Response: Sendable>: Sendable {
    let streams: Bool
    let decode: @Sendable (IncomingResponse) async throws -> Response

    /// Makes a decoding.
    ///
    /// - Parameters:
    ///   - streaming: Whether the closure gets the body as a stream, which may go on after the call has returned. When
    ///     it is dropped, also by an error that the closure throws, the body is closed.
    ///   - decode: Makes the response. What it throws is what the call throws.
    public init(streaming: Bool = false, _ decode: @escaping @Sendable (IncomingResponse) async throws -> Response) {
        streams = streaming
        self.decode = decode
    }
}

extension ResponseDecoding where Response: Decodable {
    /// From the body, with the codec of the client; the body does not matter when the response is `Empty`.
    public static var body: ResponseDecoding {
        if let empty = Empty() as? Response { return ResponseDecoding { _ in empty } }
        return ResponseDecoding { try $0.decode(Response.self) }
    }
}

extension ResponseDecoding where Response == ResponseStream<ByteBuffer> {
    /// The bytes of the body, as they arrive and as fast as they are read. The deadline of the call holds for the
    /// stream too.
    public static var stream: ResponseDecoding {
        ResponseDecoding(streaming: true) { $0.bodyStream }
    }
}

extension ResponseDecoding where Response == ResponseStream<ServerSentEvent> {
    /// Server-sent events, as they arrive; none has more than 1 MiB.
    public static var events: ResponseDecoding { events(upTo: 1_024 * 1_024) }

    /// Server-sent events, as they arrive.
    ///
    /// - Parameter maximumByteCount: The bytes that an event may have; a longer one ends the stream with
    ///   `resourceExhausted`.
    public static func events(upTo maximumByteCount: Int) -> ResponseDecoding {
        ResponseDecoding(streaming: true) { response in
            response.events(upTo: maximumByteCount)
        }
    }
}

extension ResponseDecoding {
    /// The data of server-sent events as values, in JSON or whatever the codec of the client reads, as they arrive.
    ///
    /// - Parameters:
    ///   - value: The type of the values.
    ///   - maximumByteCount: The bytes that an event may have, 1 MiB unless chosen otherwise; a longer one ends the
    ///     stream with `resourceExhausted`.
    public static func events<Value: Decodable & Sendable>(
        of value: Value.Type,
        upTo maximumByteCount: Int = 1_024 * 1_024
    ) -> ResponseDecoding where Response == ResponseStream<Value> {
        ResponseDecoding(streaming: true) { response in
            let codec = response.codec
            return response.events(upTo: maximumByteCount).map { event in
                try codec.decodeAnswer(Value.self, from: ByteBuffer(string: event.data))
            }
        }
    }

    /// One value per line, as JSON or whatever the codec of the client reads, as the lines arrive. Empty lines are
    /// passed over.
    ///
    /// - Parameters:
    ///   - value: The type of the values.
    ///   - maximumByteCount: The bytes that a line may have, 1 MiB unless chosen otherwise; a longer one ends the
    ///     stream with `resourceExhausted`.
    public static func lines<Value: Decodable & Sendable>(
        of value: Value.Type = Value.self,
        upTo maximumByteCount: Int = 1_024 * 1_024
    ) -> ResponseDecoding where Response == ResponseStream<Value> {
        ResponseDecoding(streaming: true) { response in
            let parser = ValueLineParser<Value>(codec: response.codec, maximumByteCount: maximumByteCount)
            return ResponseStream(ParsedStream(bytes: response.bodyStream, parser: parser))
        }
    }
}

extension IncomingResponse {
    fileprivate func events(upTo maximumByteCount: Int) -> ResponseStream<ServerSentEvent> {
        ResponseStream(
            ParsedStream(bytes: bodyStream, parser: ServerSentEventParser(maximumByteCount: maximumByteCount))
        )
    }
}
