import Martlet
import NIOCore

/// Serves an endpoint: decodes, calls, encodes, with the hooks in between.
final class EndpointMethodHandler<Request: Sendable, Response: Sendable>: MethodHandler {
    let name: String
    let nameBytes: [UInt8]
    private let endpoint: Endpoint<Request, Response>
    private let synchronousCall: (@Sendable (Request) throws -> Response)?
    private let decode: NetRPCMethod.Decode<Request>
    private let encode: NetRPCMethod.Encode<Response>
    private let hooks: NetRPCHooks
    private let errorHandler: any ErrorHandler

    init(
        _ name: String,
        _ endpoint: Endpoint<Request, Response>,
        decode: @escaping NetRPCMethod.Decode<Request>,
        encode: @escaping NetRPCMethod.Encode<Response>,
        hooks: NetRPCHooks,
        errorHandler: any ErrorHandler
    ) {
        self.name = name
        nameBytes = Array(name.utf8)
        self.endpoint = endpoint
        synchronousCall = endpoint.synchronousCall
        self.decode = decode
        self.encode = encode
        self.hooks = hooks
        self.errorHandler = errorHandler
    }

    func handle(_ call: ServerCall, _ body: NetRPCBody, on connection: ServerConnectionHandler) {
        var context = RequestContext()
        do {
            if let timeout = connection.settings.callTimeout { context.deadline = .after(timeout) }
            let request = NetRPCRequest(method: name, body: body)
            for hook in hooks.before { try hook(request, &context) }
            let input = try decode(request, in: context)
            if let synchronousCall {
                return answer(input, call, context, on: connection, with: synchronousCall)
            }
            connection.start(call, deadline: context.deadline) { [context] in
                await self.answer(input, call, context, on: connection)
            }
        } catch {
            RequestContext.$current.withValue(context) { conclude(call, context, error, on: connection) }
        }
    }

    /// Errors of decoding are the caller's mistakes; hooks and decoders of the user's say themselves what theirs are.
    private func decode(_ request: borrowing NetRPCRequest, in context: RequestContext) throws -> Request {
        do {
            if context.isEmpty { return try decode(request) }
            return try RequestContext.$current.withValue(context) { try decode(request) }
        } catch let error as DecodingError {
            throw Status(undecodable: error)
        }
    }

    /// Answers a call whose endpoint never suspends, without a task.
    private func answer(
        _ input: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler,
        with synchronousCall: @Sendable (Request) throws -> Response
    ) {
        func respond() {
            do {
                conclude(call, context, try synchronousCall(input), on: connection)
            } catch {
                conclude(call, context, error, on: connection)
            }
        }
        if context.isEmpty { respond() } else { RequestContext.$current.withValue(context) { respond() } }
    }

    private func answer(
        _ input: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler
    ) async {
        if context.isEmpty {
            await respond(to: input, call, context, on: connection)
        } else {
            await RequestContext.$current.withValue(context) {
                await respond(to: input, call, context, on: connection)
            }
        }
    }

    private func respond(
        to input: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler
    ) async {
        do {
            conclude(call, context, try await endpoint(input), on: connection)
        } catch {
            conclude(call, context, error, on: connection)
        }
    }

    /// Sends the output of the endpoint.
    private func conclude(
        _ call: ServerCall,
        _ context: RequestContext,
        _ output: Response,
        on connection: ServerConnectionHandler
    ) {
        var context = context
        do {
            // Asked for first, as the rest takes the metadata of the endpoint.
            if endpoint.mayCarryFailure, let failure = endpoint.failure(in: output) { throw failure }
            for hook in hooks.after { try hook(&context) }
            try reply(output, to: call, on: connection)
        } catch {
            return conclude(call, context, error, on: connection)
        }
        finish(context, nil)
    }

    /// Sends an error.
    private func conclude(
        _ call: ServerCall,
        _ context: RequestContext,
        _ error: any Error,
        on connection: ServerConnectionHandler
    ) {
        let error = context.cause(of: error)
        fail(call, context, error, on: connection)
        finish(context, error)
    }

    private func reply(_ output: Response, to call: ServerCall, on connection: ServerConnectionHandler) throws {
        var response = NetRPCResponse(connection: connection, call: call)
        do {
            try encode(output, &response)
        } catch let error as EncodingError {
            throw Status(.internal, "the reply cannot be encoded", underlying: error)
        }
        if !response.isWritten { throw Status(.internal, "the method has no reply") }
    }

    /// The error handler first, then the error encoder, as in Go kit.
    private func fail(
        _ call: ServerCall,
        _ context: RequestContext,
        _ error: any Error,
        on connection: ServerConnectionHandler
    ) {
        errorHandler.handle(error, endpoint: endpoint.name, context: context)
        let text = hooks.errorEncoder.map { $0(error) } ?? StatusText.encode(Status(error, in: context))
        connection.refuse(call, text.isEmpty ? StatusText.encode(Status(error, in: context)) : text)
    }

    private func finish(_ context: RequestContext, _ error: (any Error)?) {
        guard !hooks.finalizers.isEmpty else { return }
        let finished = FinishedNetRPCCall(method: name, context: context, error: error)
        for finalizer in hooks.finalizers { finalizer(finished) }
    }
}
