public import Logging
public import Martlet
public import MartletHTTP
import MartletHTTP1
import NIOCore

/// Calls a table of routes without a socket: the same routing, decoding, hooks and encoding as behind an `HTTPServer`,
/// for tests that run in microseconds.
///
/// It is a transport like any other, so one test body runs in process and over the network:
///
/// ```swift
/// let http = HTTPCaller(try InProcessTransport(routes))
/// let uppercase: Endpoint<UppercaseRequest, UppercaseResponse> = http.endpoint("uppercase", .post, "/uppercase")
/// #expect(try await uppercase(.init(s: "hello")).v == "HELLO")
/// ```
///
/// The head of each request goes through the parser of the server, so that what the server would refuse is refused here.
/// Limits on sizes and time are a server's, and are not applied.
public struct InProcessTransport: HTTPTransport {
    private let application: HTTPApplication

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - routes: What to call.
    ///   - propagation: What is read from the fields of a request into its context.
    ///   - observability: What is told of requests.
    ///   - logger: Where errors go that have been answered; nowhere by default.
    /// - Throws: `RoutingError` when routes conflict.
    public init(
        _ routes: HTTPRoutes,
        propagation: HTTPPropagation = HTTPPropagation(),
        observability: HTTPServerObservability = HTTPServerObservability(),
        logger: Logger = Logger(label: "in-process", factory: { _ in SwiftLogNoOpLogHandler() })
    ) throws {
        application = try HTTPApplication(
            routes,
            propagation: propagation,
            observer: RequestObserver(observability),
            logger: logger
        )
    }

    /// Calls the route that the request is for.
    public func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let head = try RequestHeadBytes(request)
        let exchange = InProcessExchange(answersHead: request.method == .head, deadline: deadline)
        do {
            try head.withView { view in
                request.body.withUnsafeReadableBytes { body in
                    application.handle(view, body: body, remoteAddress: { nil }, on: exchange)
                }
            }
        } catch let refusal as HTTP1Refusal {
            exchange.send(OutgoingResponse(refusing: refusal))
        }
        let response = await exchange.response()
        guard let limit = request.responseBody.maximumByteCount, let stream = response.stream else { return response }
        return try await response.collecting(stream, upTo: limit)
    }
}

extension IncomingResponse {
    fileprivate func collecting(
        _ stream: ResponseStream<ByteBuffer>,
        upTo limit: Int
    ) async throws -> IncomingResponse {
        var response = self
        response.stream = nil
        for try await var piece in stream {
            guard response.body.readableBytes + piece.readableBytes <= limit else {
                throw Status(.resourceExhausted, "the answer has more than \(limit) bytes")
            }
            response.body.writeBuffer(&piece)
        }
        return response
    }
}
