import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore

/// Serves an endpoint as a method: decodes, calls, encodes, with the hooks in between.
final class MethodHandler<Request: Sendable, Response: Sendable>: RequestHandler {
    private let endpoint: Endpoint<Request, Response>
    private let synchronousCall: (@Sendable (Request) throws -> Response)?
    private let input: MethodInput<Request>
    private let output: MethodOutput<Response>
    private let settings: MethodSettings

    /// Whether the request is taken message by message.
    let readsPieces: Bool

    /// The limit for a message, with its frame.
    let bodyByteLimit: Int?

    init(
        _ endpoint: Endpoint<Request, Response>,
        _ input: MethodInput<Request>,
        _ output: MethodOutput<Response>,
        _ settings: MethodSettings
    ) {
        self.endpoint = endpoint
        synchronousCall = endpoint.synchronousCall
        self.input = input
        self.output = output
        self.settings = settings
        readsPieces = input.isStream
        let limit = settings.limits.receivedByteCount
        bodyByteLimit = limit > .max - MessageFrame.prefixByteCount ? limit : limit + MessageFrame.prefixByteCount
    }

    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) {
        var call = ServerCall(settings)
        do {
            try call.read(request, on: exchange)
            let input = try decode(request, call, exchange)
            if let synchronousCall { return answer(input, call, on: exchange, with: synchronousCall) }
            exchange.start(deadline: call.context.deadline) { [call] in
                await self.answer(input, call, on: exchange)
            }
        } catch {
            refuse(call, error, on: exchange)
        }
    }

    /// Answers a request that the server has refused before it was whole.
    func refuse(_ error: HTTPError, on exchange: any ServerExchange) {
        var status = error.status
        if error.httpStatus == .contentTooLarge {
            status = Status(.resourceExhausted, "the message is larger than \(settings.limits.receivedByteCount) bytes")
        }
        refuse(ServerCall(settings), status, on: exchange)
    }

    /// Answers an error from before the call, with the same context around hooks as after it.
    private func refuse(_ call: ServerCall, _ error: any Error, on exchange: any ServerExchange) {
        RequestContext.$current.withValue(call.context) {
            fail(call, error, exchange.makeResponse(), on: exchange)
        }
    }

    // MARK: The request

    private func decode(
        _ request: borrowing IncomingRequest,
        _ call: ServerCall,
        _ exchange: any ServerExchange
    ) throws -> Request {
        let limit = settings.limits.receivedByteCount
        switch input {
        case .messages(let make):
            return make(IncomingMessages(exchange: exchange, encoding: call.inputEncoding, limit: limit))
        case .message(let decode):
            return try request.withBody { body in
                let (isCompressed, bytes) = try SingleMessage.read(body, limit: limit)
                if !isCompressed { return try self.decode(bytes, call, decode) }
                let message = MessageReader.Message(isCompressed: true, bytes: ByteBuffer(bytes: bytes))
                let unpacked = try call.inputEncoding.unpack(message, limit: limit)
                return try unpacked.withUnsafeReadableBytes { try self.decode($0, call, decode) }
            }
        }
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ call: ServerCall,
        _ decode: (UnsafeRawBufferPointer) throws -> Request
    ) throws -> Request {
        if call.context.isEmpty { return try decode(bytes) }
        return try RequestContext.$current.withValue(call.context) { try decode(bytes) }
    }

    // MARK: The answer

    /// Answers a call whose endpoint never suspends, without a task.
    private func answer(
        _ input: Request,
        _ call: ServerCall,
        on exchange: any ServerExchange,
        with synchronousCall: @Sendable (Request) throws -> Response
    ) {
        func respond() {
            var call = call
            do {
                guard let stream = try self.respond(with: synchronousCall(input), &call, on: exchange) else { return }
                exchange.start(deadline: call.context.deadline) { [call] in
                    await RequestContext.$current.withValue(call.context) { await self.send(stream, on: exchange) }
                }
            } catch {
                fail(call, call.context.cause(of: error), exchange.makeResponse(), on: exchange)
            }
        }
        if call.context.isEmpty { respond() } else { RequestContext.$current.withValue(call.context) { respond() } }
    }

    private func answer(_ input: Request, _ call: ServerCall, on exchange: any ServerExchange) async {
        if call.context.isEmpty {
            await respond(to: input, call, on: exchange)
        } else {
            await RequestContext.$current.withValue(call.context) {
                await respond(to: input, call, on: exchange)
            }
        }
    }

    private func respond(to input: Request, _ call: ServerCall, on exchange: any ServerExchange) async {
        var call = call
        do {
            guard let stream = try respond(with: await endpoint(input), &call, on: exchange) else { return }
            await send(stream, on: exchange)
        } catch {
            fail(call, call.context.cause(of: error), exchange.makeResponse(), on: exchange)
        }
    }

    /// Sends the answer, if it is one message.
    ///
    /// - Returns: The answer, if it is a stream, to be sent by a task.
    private func respond(
        with value: Response,
        _ call: inout ServerCall,
        on exchange: any ServerExchange
    ) throws -> StreamedAnswer? {
        // The endpoint has returned: what is known of another request is not about this one.
        if let failure = endpoint.failure(in: value) { throw failure.withoutDelivery }
        var response = exchange.makeResponse()
        try call.prepare(&response)
        let messages = OutgoingMessages(encoding: call.outputEncoding, limit: settings.limits.sentByteCount)
        switch output {
        case .message(let write):
            try write(value, messages, &response.body)
            response.trailers =
                call.answer.trailer.isEmpty ? ServerCall.onlySuccess : { [trailers = call.trailers] in trailers }
            succeed(call, response, on: exchange)
            return nil
        case .messages(let make):
            return StreamedAnswer(messages: make(value, messages), response: response, call: call)
        }
    }

    private func succeed(_ call: ServerCall, _ response: consuming OutgoingResponse, on exchange: any ServerExchange) {
        guard settings.keepsHead else { return exchange.send(response) }
        let sent = copy response
        exchange.send(response)
        call.finish(nil, sent, byteCount: sent.body.readableBytes)
    }

    /// The error handler first, then the answer, as in Go kit.
    private func fail(
        _ call: ServerCall,
        _ error: any Error,
        _ response: consuming OutgoingResponse,
        on exchange: any ServerExchange
    ) {
        call.handle(error, endpoint: endpoint.name)
        call.write(error, to: &response)
        let sent = settings.keepsHead ? copy response : nil
        exchange.send(response)
        call.finish(error, sent, byteCount: sent?.body.readableBytes ?? 0)
    }

    private func send(_ stream: StreamedAnswer, on exchange: any ServerExchange) async {
        let call = stream.call
        var byteCount = 0
        var failure: (any Error)?
        if exchange.sendHead(stream.response) {
            do {
                for try await message in stream.messages {
                    byteCount += message.readableBytes
                    try await exchange.send(message)
                }
                // Most sequences end when their task is cancelled: then the answer is not complete.
                try Task.checkCancellation()
                exchange.finish(trailers: call.trailers)
            } catch {
                let error = call.context.cause(of: error)
                failure = error
                call.handle(error, endpoint: endpoint.name)
                exchange.finish(trailers: call.fields(of: error))
            }
        }
        call.finish(failure, stream.response, byteCount: byteCount)
    }
}

/// An answer of many messages that is about to be sent.
private struct StreamedAnswer: Sendable {
    let messages: ResponseStream<ByteBuffer>
    let response: OutgoingResponse
    let call: ServerCall
}
