import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore

/// Serves an endpoint as a method: decodes, calls, encodes, with the hooks in between.
final class MethodHandler<Request: Sendable, Response: Sendable>: RequestHandler {
    private let endpoint: Endpoint<Request, Response>
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
        var response = exchange.makeResponse()
        do {
            let value = try await endpoint(input)
            // The endpoint has returned: what is known of another request is not about this one.
            if let failure = endpoint.failure(in: value) { throw failure.withoutDelivery }
            try call.prepare(&response)
            let messages = OutgoingMessages(encoding: call.outputEncoding, limit: settings.limits.sentByteCount)
            switch output {
            case .message(let write):
                try write(value, messages, &response.body)
                response.trailers =
                    call.answer.trailer.isEmpty ? ServerCall.onlySuccess : { [trailers = call.trailers] in trailers }
                succeed(call, response, on: exchange)
            case .messages(let make):
                await send(make(value, messages), response, call, on: exchange)
            }
        } catch {
            fail(call, call.context.cause(of: error), exchange.makeResponse(), on: exchange)
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

    private func send(
        _ messages: ResponseStream<ByteBuffer>,
        _ response: OutgoingResponse,
        _ call: ServerCall,
        on exchange: any ServerExchange
    ) async {
        var byteCount = 0
        var failure: (any Error)?
        if exchange.sendHead(response) {
            do {
                for try await message in messages {
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
        call.finish(failure, response, byteCount: byteCount)
    }
}
