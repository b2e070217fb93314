public import Martlet
import NIOCore
import NIOHPACK

extension GRPCCaller {
    /// An endpoint that calls a unary method: one message there, one back.
    ///
    /// - Parameters:
    ///   - method: Service and method: `pb.Add/Sum`.
    ///   - name: The name of the endpoint; the method unless chosen.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - input: Writes the message of the request.
    ///   - output: Reads the message of the answer.
    ///   - encode: Makes the message of a request.
    ///   - decode: Makes the response of a message.
    public func unary<Request: Sendable, Response: Sendable, Input: Sendable, Output: Sendable>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        encode: @escaping @Sendable (Request) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Response
    ) -> Endpoint<Request, Response> {
        let call = GRPCCall(self, method)
        return Endpoint(
            remote: name ?? call.method,
            isIdempotent: isIdempotent,
            endsByDeadline: call.endsByDeadline
        ) { request in
            try await call.run { progress in
                var message = ByteBuffer()
                try write(encode(request), input, to: &message)
                let head = try await call.prepare(&progress)
                return try await call.perform(&progress, output, decode) { client, deadline in
                    try await client.send(head, message, deadline: deadline)
                }
            }
        }
    }
}

extension GRPCCall {
    /// Runs a call from its beginning to its end, and tells of the end.
    func run<Response>(
        _ work: (inout GRPCCallProgress) async throws -> Response
    ) async throws -> Response {
        var progress = GRPCCallProgress()
        do {
            let response = try await work(&progress)
            end(progress, nil)
            return response
        } catch {
            end(progress, error)
            throw error
        }
    }

    /// Sends a request whose answer is one message, and reads the answer.
    func perform<Output, Response>(
        _ progress: inout GRPCCallProgress,
        _ output: GRPCCodec<Output>,
        _ decode: (Output) throws -> Response,
        send: (GRPCClient, Deadline?) async throws -> ReceivedAnswer
    ) async throws -> Response {
        let answer = try await send(caller.client, progress.context.deadline)
        switch answer.result {
        case .failure(let failure):
            if hasFinalizers {
                progress.answer = GRPCAnswerMetadata(
                    header: GRPCMetadata(answer.header),
                    trailer: GRPCMetadata(answer.trailer)
                )
            }
            throw failure
        case .success(let message):
            do {
                try await finish(header: answer.header, trailer: answer.trailer, &progress)
                return try decode(caller.read(message, answer.encoding, output))
            } catch {
                // The server has answered: what a hook or a decoder knows of a call of its own is not about this one.
                throw error.withoutDelivery
            }
        }
    }
}
