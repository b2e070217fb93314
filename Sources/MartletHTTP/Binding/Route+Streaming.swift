public import HTTPTypes
public import Martlet
import NIOCore

extension Route {
    /// How the elements of a stream are written.
    public struct StreamFormat: Sendable {
        let mediaType: MediaType
        let write: @Sendable (ByteBuffer, inout ByteBuffer) -> Void

        /// Server-sent events: one event per element, one `data` field per line of it. Source: the HTML standard, section 9.2.
        public static let serverSentEvents = StreamFormat(mediaType: .eventStream) { element, piece in
            // Either character ends a line there, and a field that an element brings along would be the element's.
            let lines = element.readableBytesView.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            for line in lines {
                piece.writeStaticString("data: ")
                piece.writeBytes(line)
                piece.writeStaticString("\n")
            }
            if lines.isEmpty { piece.writeStaticString("data\n") }
            piece.writeStaticString("\n")
        }

        /// One JSON document per line.
        public static let jsonLines = StreamFormat(mediaType: .jsonLines) { element, piece in
            piece.writeImmutableBuffer(element)
            piece.writeStaticString("\n")
        }
    }

    /// Routes to an endpoint that answers with a stream, sent piece by piece as the elements come.
    ///
    /// Each element is one document of the codec. When the stream fails the connection is broken off, so that the peer
    /// sees that it is not complete.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, with parameters in braces.
    ///   - endpoint: The endpoint.
    ///   - format: How elements are told apart.
    ///   - fileID: Where the route is declared, for the message about a conflict.
    ///   - line: Where the route is declared.
    ///   - decode: Makes the request.
    public init<Request, Element: Encodable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        streaming endpoint: Endpoint<Request, ResponseStream<Element>>,
        as format: StreamFormat = .serverSentEvents,
        fileID: String = #fileID,
        line: Int = #line,
        decode: @escaping Decode<Request>
    ) {
        self.method = method
        self.path = path
        place = SourcePlace(fileID: fileID, line: line)
        makeHandler = { hooks, codec, defaults in
            EndpointHandler(
                endpoint,
                decode: decode,
                encode: { elements, response in
                    response.contentType = format.mediaType
                    response.fields[.cacheControl] = response.fields[.cacheControl] ?? "no-store"
                    response.stream = elements.map { element in
                        var document = ByteBuffer()
                        try codec.encode(element, into: &document)
                        var piece = ByteBuffer()
                        format.write(document, &piece)
                        return piece
                    }
                },
                hooks: hooks,
                defaults: defaults
            )
        }
    }

    /// Routes to an endpoint whose request is the body and that answers with a stream.
    ///
    /// See ``init(_:_:streaming:as:fileID:line:decode:)`` for the parameters.
    public init<Request: Decodable, Element: Encodable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        streaming endpoint: Endpoint<Request, ResponseStream<Element>>,
        as format: StreamFormat = .serverSentEvents,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        self.init(
            method,
            path,
            streaming: endpoint,
            as: format,
            fileID: fileID,
            line: line,
            decode: BodyReading.choose()
        )
    }
}
