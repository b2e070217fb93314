import HTTPTypes
import Martlet
import NIOCore

/// Serves an endpoint: decodes, calls, encodes, with the hooks in between.
final class EndpointHandler<Request: Sendable, Response: Sendable>: RequestHandler {
    typealias Decode = @Sendable (borrowing IncomingRequest) throws -> Request
    typealias Encode = @Sendable (Response, inout OutgoingResponse) throws -> Void

    private let endpoint: Endpoint<Request, Response>
    private let synchronousCall: (@Sendable (Request) throws -> Response)?
    private let decode: Decode
    private let encode: Encode
    private let hooks: HTTPHooks
    private let errorHandler: any ErrorHandler
    private let propagation: HTTPPropagation
    private let responseTraits: ResponseTraits<Response>

    init(
        _ endpoint: Endpoint<Request, Response>,
        decode: @escaping Decode,
        encode: @escaping Encode,
        hooks: HTTPHooks,
        defaults: HandlerDefaults
    ) {
        self.endpoint = endpoint
        synchronousCall = endpoint.synchronousCall
        self.decode = decode
        self.encode = encode
        self.hooks = hooks
        errorHandler = hooks.errorHandler ?? defaults.errorHandler
        propagation = defaults.propagation
        responseTraits = ResponseTraits()
    }

    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) {
        var call = Call()
        if !hooks.finalizers.isEmpty { call.head = request.head }
        do {
            propagation.read(request.view, into: &call.context)
            if call.context.deadline?.hasPassed() == true { throw Status(.deadlineExceeded) }
            for hook in hooks.before { try hook(request, &call.context) }
            let input = try decode(request, in: call.context)
            if let synchronousCall { return answer(input, call, on: exchange, with: synchronousCall) }
            exchange.start(deadline: call.context.deadline) { [call] in
                await self.answer(input, call, on: exchange)
            }
        } catch {
            refuse(call, error, on: exchange)
        }
    }

    /// Answers an error from before the call, with the same context around hooks as after it.
    private func refuse(_ call: Call, _ error: any Error, on exchange: any ServerExchange) {
        RequestContext.$current.withValue(call.context) {
            var response = exchange.makeResponse()
            answer(error, call, with: &response)
            send(response, call, error: error, on: exchange)
        }
    }

    private func decode(_ request: borrowing IncomingRequest, in context: RequestContext) throws -> Request {
        if context.isEmpty { return try decode(request) }
        return try RequestContext.$current.withValue(context) { try decode(request) }
    }

    /// Answers a request whose endpoint never suspends, without a task.
    private func answer(
        _ input: Request,
        _ call: Call,
        on exchange: any ServerExchange,
        with synchronousCall: @Sendable (Request) throws -> Response
    ) {
        func respond() {
            var call = call
            var response = exchange.makeResponse()
            var failure: (any Error)?
            do {
                try write(synchronousCall(input), &call, to: &response)
            } catch {
                failure = write(error: error, call, to: &response)
            }
            guard let stream = response.stream else { return send(response, call, error: failure, on: exchange) }
            exchange.start(deadline: call.context.deadline) { [call, response] in
                await RequestContext.$current.withValue(call.context) {
                    await self.send(stream, of: response, call, on: exchange)
                }
            }
        }
        if call.context.isEmpty { respond() } else { RequestContext.$current.withValue(call.context) { respond() } }
    }

    private func answer(_ input: Request, _ call: Call, on exchange: any ServerExchange) async {
        if call.context.isEmpty {
            await respond(to: input, call, on: exchange)
        } else {
            await RequestContext.$current.withValue(call.context) {
                await respond(to: input, call, on: exchange)
            }
        }
    }

    private func respond(to input: Request, _ call: Call, on exchange: any ServerExchange) async {
        var call = call
        var response = exchange.makeResponse()
        var failure: (any Error)?
        do {
            try write(await endpoint(input), &call, to: &response)
        } catch {
            failure = write(error: error, call, to: &response)
        }
        if let stream = response.stream {
            await send(stream, of: response, call, on: exchange)
        } else {
            send(response, call, error: failure, on: exchange)
        }
    }

    private func write(_ output: Response, _ call: inout Call, to response: inout OutgoingResponse) throws {
        for hook in hooks.after { try hook(&response, &call.context) }
        try responseTraits.apply(output, to: &response)
        if response.status != .noContent { try encode(output, &response) }
    }

    /// - Returns: The error that counts.
    private func write(error: any Error, _ call: Call, to response: inout OutgoingResponse) -> any Error {
        let error = call.context.cause(of: error)
        response.reset()
        answer(error, call, with: &response)
        return error
    }

    private func send(
        _ response: consuming OutgoingResponse,
        _ call: Call,
        error: (any Error)?,
        on exchange: any ServerExchange
    ) {
        // Only who is asked for keeps a copy: it would cost the exchange the memory of the body.
        let sent = call.head == nil ? nil : copy response
        exchange.send(response)
        if let sent { finish(call, sent, byteCount: sent.body.readableBytes, error: error) }
    }

    private func send(
        _ stream: ResponseStream<ByteBuffer>,
        of response: OutgoingResponse,
        _ call: Call,
        on exchange: any ServerExchange
    ) async {
        var byteCount = 0
        var failure: (any Error)?
        do {
            if exchange.sendHead(response) {
                if response.body.readableBytes > 0 { try await exchange.send(response.body) }
                byteCount = response.body.readableBytes
                for try await piece in stream {
                    byteCount += piece.readableBytes
                    try await exchange.send(piece)
                }
                // Most sequences end when their task is cancelled: then the body is not complete.
                try Task.checkCancellation()
                exchange.finish(trailers: response.trailers?() ?? HTTPFields())
            }
        } catch {
            failure = error
            errorHandler.handle(error, endpoint: endpoint.name, context: call.context)
            exchange.abort()
        }
        finish(call, response, byteCount: byteCount, error: failure)
    }

    /// The error handler first, then the error encoder, as in Go kit.
    private func answer(_ error: any Error, _ call: Call, with response: inout OutgoingResponse) {
        errorHandler.handle(error, endpoint: endpoint.name, context: call.context)
        (hooks.errorEncoder ?? ErrorResponse.encode)(error, &response)
    }

    private func finish(_ call: Call, _ response: OutgoingResponse, byteCount: Int, error: (any Error)?) {
        guard let head = call.head else { return }
        let finished = FinishedRequest(
            request: head,
            context: call.context,
            status: response.status,
            responseFields: response.fields,
            responseByteCount: byteCount,
            error: error
        )
        for finalizer in hooks.finalizers { finalizer(finished) }
    }
}

/// What belongs to one request while it is being handled.
private struct Call: Sendable {
    var context = RequestContext()
    /// Kept only when there are finalizers.
    var head: ReceivedHead?
}
