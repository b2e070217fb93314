public import Martlet
public import MartletThriftProtocol

/// Makes endpoints that call a Thrift service: a client, and what all its endpoints share.
///
/// It is a value. Everything that changes it returns a copy, so a caller is configured once per service, and once more where a
/// single endpoint differs. Generated code makes all endpoints of a service of one:
///
/// ```swift
/// let add = AddServiceEndpoints(ThriftCaller(client))
/// let sum = ThriftCaller(client, service: "AddService").endpoint(AddServiceMethods.sum)
/// ```
///
/// A call goes through these steps, at the positions and in the order of Go kit: encode, before-hooks, send, after-hooks, decode,
/// finalizers. Where the transport carries headers, the deadline, the attempt and the metadata of the `RequestContext` are written
/// into them between the before-hooks and the sending, unless they have such names already.
public struct ThriftCaller: Sendable {
    let client: ThriftClient
    let service: String?
    var hooks = ThriftCallHooks()

    /// Makes a caller.
    ///
    /// - Parameters:
    ///   - client: The connections to the server.
    ///   - service: The name of the service, where services share a port (`TMultiplexedProtocol`); `nil` where they do not.
    public init(_ client: ThriftClient, service: String? = nil) {
        self.client = client
        self.service = service
    }

    /// An endpoint that calls a method, of types of its own.
    ///
    /// Exceptions that the method declares are thrown as they are. Other errors of the server are `Status`, with the code that their
    /// text names, see <doc:MartletThrift>. A connection that is lost fails the calls on it with `unavailable`; whether they were
    /// processed is not known, but of those that were not sent. A oneway method returns when the call has been written.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - name: The name of the endpoint; the method's unless chosen.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it.
    ///   - encode: Makes the arguments of a request.
    ///   - decode: Makes the response of what the method returns.
    public func endpoint<Arguments, Result, Request, Response>(
        _ method: ThriftMethod<Arguments, Result>,
        name: String? = nil,
        isIdempotent: Bool = false,
        encode: @escaping @Sendable (Request) throws -> Arguments,
        decode: @escaping @Sendable (Result.Success) throws -> Response
    ) -> Endpoint<Request, Response> {
        let fullName = service.map { "\($0):\(method.name)" } ?? method.name
        let endsByDeadline = hooks.isEmpty
        return Endpoint(
            remote: name ?? method.name,
            isIdempotent: isIdempotent,
            endsByDeadline: endsByDeadline
        ) { request in
            var progress = CallProgress()
            do {
                let arguments = try encode(request)
                let result = try await perform(method, fullName, arguments, &progress)
                let response = try read(result, decode)
                finish(fullName, progress, nil)
                return response
            } catch {
                finish(fullName, progress, error)
                throw error
            }
        }
    }

    /// An endpoint that calls a method.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - name: The name of the endpoint; the method's unless chosen.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it.
    public func endpoint<Arguments, Result>(
        _ method: ThriftMethod<Arguments, Result>,
        name: String? = nil,
        isIdempotent: Bool = false
    ) -> Endpoint<Arguments, Result.Success> {
        endpoint(method, name: name, isIdempotent: isIdempotent, encode: { $0 }, decode: { $0 })
    }

    /// What is known of a call so far.
    private struct CallProgress {
        var context = RequestContext.current
        var headers = ThriftHeaders()
        var answer: ThriftHeaders?
    }

    private func perform<Arguments, Result>(
        _ method: ThriftMethod<Arguments, Result>,
        _ name: String,
        _ arguments: Arguments,
        _ progress: inout CallProgress
    ) async throws -> Result {
        for hook in hooks.before { try await hook(&progress.headers, &progress.context) }
        let deadline = progress.context.deadline
        if deadline?.hasPassed() == true { throw Status(.deadlineExceeded, delivery: .unprocessed) }
        if client.carriesHeaders { progress.headers.propagate(progress.context) }
        let call = TypedClientCall(method, name: name, arguments, headers: progress.headers, deadline: deadline)
        let answer = try await client.send(call)
        progress.answer = answer.headers
        do {
            for hook in hooks.after { try await hook(answer.headers, &progress.context) }
            return try answer.result ?? oneway(method)
        } catch {
            // The server has answered: what a hook knows of a call of its own is not about this one.
            throw error.withoutDelivery
        }
    }

    private func oneway<Arguments, Result>(_ method: ThriftMethod<Arguments, Result>) throws -> Result {
        guard let nothing = ThriftVoid() as? Result.Success else {
            throw Status(.internal, "\(method.name) is oneway and returns something")
        }
        return Result(success: nothing)
    }

    private func read<Result: ThriftResult, Response>(
        _ result: Result,
        _ decode: (Result.Success) throws -> Response
    ) throws -> Response {
        do {
            return try decode(result.get())
        } catch let error as ThriftApplicationException {
            throw Status(error)
        } catch {
            throw error.withoutDelivery
        }
    }

    private func finish(_ method: String, _ progress: CallProgress, _ error: (any Error)?) {
        guard !hooks.finalizers.isEmpty else { return }
        let finished = FinishedThriftClientCall(
            method: method,
            headers: progress.headers,
            context: progress.context,
            answer: progress.answer,
            error: error
        )
        for finalizer in hooks.finalizers { finalizer(finished) }
    }
}
