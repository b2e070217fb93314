import Martlet
import MartletThriftProtocol
import NIOCore

/// Serves an endpoint: decodes, calls, encodes, with the hooks in between.
final class EndpointMethodHandler<
    Arguments: ThriftStruct,
    Result: ThriftResult,
    Request: Sendable,
    Response: Sendable
>: MethodHandler {
    let name: String
    let nameBytes: [UInt8]
    private let method: ThriftMethod<Arguments, Result>
    private let endpoint: Endpoint<Request, Response>
    private let synchronousCall: (@Sendable (Request) throws -> Response)?
    private let decode: @Sendable (Arguments) throws -> Request
    private let encode: @Sendable (Response) throws -> Result.Success
    private let hooks: ThriftHooks
    private let errorHandler: any ErrorHandler

    init(
        _ name: String,
        _ method: ThriftMethod<Arguments, Result>,
        _ endpoint: Endpoint<Request, Response>,
        decode: @escaping @Sendable (Arguments) throws -> Request,
        encode: @escaping @Sendable (Response) throws -> Result.Success,
        hooks: ThriftHooks,
        errorHandler: any ErrorHandler
    ) {
        self.name = name
        nameBytes = Array(name.utf8)
        self.method = method
        self.endpoint = endpoint
        synchronousCall = endpoint.synchronousCall
        self.decode = decode
        self.encode = encode
        self.hooks = hooks
        self.errorHandler = errorHandler
    }

    func handle(
        _ call: ServerCall,
        _ message: UnsafeRawBufferPointer,
        headers: ThriftHeaders,
        on connection: ServerConnectionHandler
    ) {
        var call = call
        call.name = method.name
        if method.isOneway { call.isOneway = true }
        var context = RequestContext()
        do {
            let settings = connection.settings
            if let timeout = settings.callTimeout { context.deadline = .after(timeout) }
            if !headers.isEmpty { settings.read(headers, into: &context) }
            if !hooks.before.isEmpty {
                let request = ThriftRequest(method: name, headers: headers, isOneway: call.isOneway)
                for hook in hooks.before { try hook(request, &context) }
            }
            let arguments = try read(message, call, settings)
            let request = try decode(arguments, in: context)
            // Nobody waits for the answer any more.
            if context.deadline?.hasPassed() == true { throw Status(.deadlineExceeded) }
            if let synchronousCall {
                return answer(request, call, context, on: connection, with: synchronousCall)
            }
            connection.start(deadline: context.deadline, isOneway: call.isOneway) { [call, context] in
                await self.answer(request, call, context, on: connection)
            }
        } catch {
            RequestContext.$current.withValue(context) { conclude(call, context, error, on: connection) }
        }
    }

    private func read(
        _ message: UnsafeRawBufferPointer,
        _ call: ServerCall,
        _ settings: ServerConnectionSettings
    ) throws(UndecodableArguments) -> Arguments {
        do throws(ThriftProtocolError) {
            return try method.readArguments(call.form.kind, message, settings.limits.message)
        } catch {
            throw UndecodableArguments(error: error)
        }
    }

    private func decode(_ arguments: Arguments, in context: RequestContext) throws -> Request {
        if context.isEmpty { return try decode(arguments) }
        return try RequestContext.$current.withValue(context) { try decode(arguments) }
    }

    /// Answers a call whose endpoint never suspends, without a task.
    private func answer(
        _ request: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler,
        with synchronousCall: @Sendable (Request) throws -> Response
    ) {
        func respond() {
            do {
                conclude(call, context, try synchronousCall(request), on: connection)
            } catch {
                conclude(call, context, error, on: connection)
            }
        }
        if context.isEmpty { respond() } else { RequestContext.$current.withValue(context) { respond() } }
    }

    private func answer(
        _ request: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler
    ) async {
        if context.isEmpty {
            await respond(to: request, call, context, on: connection)
        } else {
            await RequestContext.$current.withValue(context) {
                await respond(to: request, call, context, on: connection)
            }
        }
    }

    private func respond(
        to request: Request,
        _ call: ServerCall,
        _ context: RequestContext,
        on connection: ServerConnectionHandler
    ) async {
        do {
            conclude(call, context, try await endpoint(request), on: connection)
        } catch {
            conclude(call, context, error, on: connection)
        }
    }

    /// Sends the output of the endpoint.
    private func conclude(
        _ call: ServerCall,
        _ context: RequestContext,
        _ response: Response,
        on connection: ServerConnectionHandler
    ) {
        var context = context
        do {
            // Asked for first, as the rest takes the metadata of the endpoint.
            if endpoint.mayCarryFailure, let failure = endpoint.failure(in: response) { throw failure }
            var headers = ThriftHeaders()
            for hook in hooks.after { try hook(&headers, &context) }
            let success = try encode(response)
            if !call.isOneway {
                try connection.reply(to: call, .reply, headers: headers) {
                    (header, bytes) throws(ThriftProtocolError) in
                    try method.writeResult(call.form.kind, header, Result(success: success), &bytes)
                }
            }
        } catch let error as ThriftProtocolError {
            let error = Status(.internal, "the result cannot be encoded", underlying: error)
            return conclude(call, context, error, on: connection)
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
        // An exception that the method declares says something of its own, though it has no code.
        let error = error is any ThriftException ? error : context.cause(of: error)
        fail(call, context, error, on: connection)
        finish(context, error)
    }

    /// The error handler first, then the answer, as in Go kit: an exception that the method declares is a result, and
    /// anything else is an application exception.
    private func fail(
        _ call: ServerCall,
        _ context: RequestContext,
        _ error: any Error,
        on connection: ServerConnectionHandler
    ) {
        errorHandler.handle(error, endpoint: endpoint.name, context: context)
        guard !call.isOneway else { return }
        if let result = Result(exception: error) {
            do {
                return try connection.reply(to: call, .reply, headers: ThriftHeaders()) {
                    (header, bytes) throws(ThriftProtocolError) in
                    try method.writeResult(call.form.kind, header, result, &bytes)
                }
            } catch {
                return connection.refuse(
                    call,
                    ThriftApplicationException(Status(.internal, "the exception cannot be encoded"))
                )
            }
        }
        connection.refuse(call, hooks.errorEncoder?(error) ?? Self.exception(error, in: context))
    }

    private static func exception(_ error: any Error, in context: RequestContext) -> ThriftApplicationException {
        switch error {
        case let error as ThriftApplicationException: error
        case let error as UndecodableArguments: error.exception
        default: ThriftApplicationException(Status(error, in: context))
        }
    }

    private func finish(_ context: RequestContext, _ error: (any Error)?) {
        guard !hooks.finalizers.isEmpty else { return }
        let finished = FinishedThriftCall(method: name, context: context, error: error)
        for finalizer in hooks.finalizers { finalizer(finished) }
    }
}
