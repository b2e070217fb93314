public import Martlet
import NIOCore
import NIOHPACK

extension GRPCCaller {
    /// An endpoint that calls a method with a stream of answers.
    ///
    /// The call returns when the server has begun to answer, so that a retry around it sees a server that refuses. The stream
    /// is read as fast as it is consumed; letting go of it cancels the call. The deadline of the call holds for the stream.
    ///
    /// - Parameters:
    ///   - method: Service and method: `pb.Numbers/Count`.
    ///   - name: The name of the endpoint; the method unless chosen.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - input: Writes the message of the request.
    ///   - output: Reads the messages of the answer.
    ///   - encode: Makes the message of a request.
    ///   - decode: Makes an element of a message.
    public func serverStreaming<Request: Sendable, Element: Sendable, Input: Sendable, Output: Sendable>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        encode: @escaping @Sendable (Request) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Element
    ) -> Endpoint<Request, ResponseStream<Element>> {
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
                let stream = try await client.begin(head, message, deadline: progress.context.deadline)
                let answer = AnswerStream(stream) { try decode(read($0, $1, output)) }
                do {
                    let header = stream.header ?? HPACKHeaders()
                    try await call.finish(header: header, trailer: HPACKHeaders(), &progress)
                } catch {
                    throw error.withoutDelivery
                }
                return answer.response
            }
        }
    }

    /// An endpoint that calls a method with a stream of requests.
    ///
    /// The stream is read as fast as the server takes it, until it ends or the server answers. An error of the stream ends the
    /// call with that error.
    ///
    /// - Parameters:
    ///   - method: Service and method: `pb.Numbers/Average`.
    ///   - name: The name of the endpoint; the method unless chosen.
    ///   - input: Writes the messages of the request.
    ///   - output: Reads the message of the answer.
    ///   - encode: Makes the message of an element.
    ///   - decode: Makes the response of a message.
    public func clientStreaming<Element: Sendable, Response: Sendable, Input: Sendable, Output: Sendable>(
        _ method: String,
        name: String? = nil,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        encode: @escaping @Sendable (Element) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Response
    ) -> Endpoint<RequestStream<Element>, Response> {
        let call = GRPCCall(self, method)
        return Endpoint(remote: name ?? call.method) { request in
            try await call.run { progress in
                let head = try await call.prepare(&progress)
                let upload = Upload(request) { element, buffer in try write(encode(element), input, to: &buffer) }
                return try await call.perform(&progress, output, decode) { client, deadline in
                    let stream = try await client.open(deadline, isSingle: true)
                    stream.begin(head, nil)
                    return try await upload.whileWaiting(stream)
                }
            }
        }
    }

    /// An endpoint that calls a method with streams both ways.
    ///
    /// The call returns as soon as it has a place on a connection, since a server may well begin to answer only when it has
    /// read something: what it says, a refusal too, is found by reading the stream, and after-hooks run then. Letting go of the
    /// stream cancels the call.
    ///
    /// - Parameters:
    ///   - method: Service and method: `pb.Numbers/Chat`.
    ///   - name: The name of the endpoint; the method unless chosen.
    ///   - input: Writes the messages of the request.
    ///   - output: Reads the messages of the answer.
    ///   - encode: Makes the message of an element.
    ///   - decode: Makes an element of a message.
    public func bidirectional<Sent: Sendable, Received: Sendable, Input: Sendable, Output: Sendable>(
        _ method: String,
        name: String? = nil,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        encode: @escaping @Sendable (Sent) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Received
    ) -> Endpoint<RequestStream<Sent>, ResponseStream<Received>> {
        let call = GRPCCall(self, method)
        return Endpoint(remote: name ?? call.method) { request in
            try await call.run { progress in
                let head = try await call.prepare(&progress)
                let upload = Upload(request) { element, buffer in try write(encode(element), input, to: &buffer) }
                let stream = try await client.open(progress.context.deadline, isSingle: false)
                stream.begin(head, nil)
                let begun = progress
                let answer = AnswerStream(stream) { stream in
                    try await stream.waitForHeader()
                    var progress = begun
                    let header = stream.header ?? HPACKHeaders()
                    try await call.finish(header: header, trailer: HPACKHeaders(), &progress)
                } decode: {
                    try decode(read($0, $1, output))
                }
                upload.start(on: stream)
                return answer.response
            }
        }
    }
}
