import HTTPTypes
import Martlet

/// The course of a call, which is the same for all endpoints.
struct HTTPCall<Request: Sendable, Response: Sendable>: Sendable {
    let name: String
    let caller: HTTPCaller
    /// The request before it is encoded, prepared once.
    let prototype: OutgoingRequest
    let encode: @Sendable (Request, inout OutgoingRequest) async throws -> Void
    let decoding: ResponseDecoding<Response>

    func run(_ input: Request) async throws -> Response {
        var progress = Progress(request: prototype, context: RequestContext.current)
        do {
            let output = try await perform(input, &progress)
            finish(progress, error: nil)
            return output
        } catch {
            finish(progress, error: error)
            throw error
        }
    }

    private func perform(_ input: Request, _ progress: inout Progress) async throws -> Response {
        try await encode(input, &progress.request)
        for hook in caller.hooks.before { try await hook(&progress.request, &progress.context) }
        progress.request.propagate(progress.context)
        if let deadline = progress.context.deadline, deadline.hasPassed() {
            throw Status(.deadlineExceeded, "the deadline passed before the request was sent", delivery: .rejected)
        }

        var response = try await send(progress)
        response.codec = caller.codec
        if !caller.hooks.finalizers.isEmpty { progress.answer = FinishedCall.Answer(response) }
        do {
            for hook in caller.hooks.after { try await hook(&response, &progress.context) }
            if caller.decodesFailures || response.status.kind == .successful {
                try await response.convert(to: progress.request.responseBody)
                return try await decoding.decode(response)
            }
        } catch {
            // The peer has answered: what a hook or a decoder knows of a call of its own is not about this one.
            throw error.withoutDelivery
        }
        throw try await ResponseFailure.status(of: response)
    }

    /// Binds the context for the transport only when a hook may have changed it; otherwise it is bound already.
    private func send(_ progress: Progress) async throws -> IncomingResponse {
        let deadline = progress.context.deadline
        guard !caller.hooks.before.isEmpty else {
            return try await caller.transport.send(progress.request, deadline: deadline)
        }
        return try await RequestContext.$current.withValue(progress.context) {
            try await caller.transport.send(progress.request, deadline: deadline)
        }
    }

    private func finish(_ progress: Progress, error: (any Error)?) {
        guard !caller.hooks.finalizers.isEmpty else { return }
        let call = FinishedCall(
            name: name,
            request: progress.request,
            context: progress.context,
            response: progress.answer,
            error: error
        )
        for finalizer in caller.hooks.finalizers { finalizer(call) }
    }
}

/// How far a call has come.
private struct Progress: Sendable {
    var request: OutgoingRequest
    var context: RequestContext
    var answer: FinishedCall.Answer?
}
