#if GRPC
public import Martlet
public import SwiftProtobuf

extension GRPCMethod {
    /// A unary method with generated messages: one message in, one out.
    ///
    /// - Parameters:
    ///   - name: The name, as the service declares it.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request of a message. An error that it throws is answered, and the endpoint is not called.
    ///   - encode: Makes the message of a response.
    public init<Request: Sendable, Response: Sendable, Input: Message, Output: Message>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping @Sendable (Input) throws -> Request,
        encode: @escaping @Sendable (Response) throws -> Output
    ) {
        self.init(name, to: endpoint, input: .protobuf, output: .protobuf, decode: decode, encode: encode)
    }

    /// A method with generated messages that answers with a stream. See ``init(serverStreaming:to:input:output:decode:encode:)``.
    public init<Request: Sendable, Element: Sendable, Input: Message, Output: Message>(
        serverStreaming name: String,
        to endpoint: Endpoint<Request, ResponseStream<Element>>,
        decode: @escaping @Sendable (Input) throws -> Request,
        encode: @escaping @Sendable (Element) throws -> Output
    ) {
        self.init(
            serverStreaming: name,
            to: endpoint,
            input: .protobuf,
            output: .protobuf,
            decode: decode,
            encode: encode
        )
    }

    /// A method with generated messages whose request is a stream. See ``init(clientStreaming:to:input:output:decode:encode:)``.
    public init<Element: Sendable, Response: Sendable, Input: Message, Output: Message>(
        clientStreaming name: String,
        to endpoint: Endpoint<RequestStream<Element>, Response>,
        decode: @escaping @Sendable (Input) throws -> Element,
        encode: @escaping @Sendable (Response) throws -> Output
    ) {
        self.init(
            clientStreaming: name,
            to: endpoint,
            input: .protobuf,
            output: .protobuf,
            decode: decode,
            encode: encode
        )
    }

    /// A method with generated messages and streams both ways. See ``init(bidirectional:to:input:output:decode:encode:)``.
    public init<Received: Sendable, Sent: Sendable, Input: Message, Output: Message>(
        bidirectional name: String,
        to endpoint: Endpoint<RequestStream<Received>, ResponseStream<Sent>>,
        decode: @escaping @Sendable (Input) throws -> Received,
        encode: @escaping @Sendable (Sent) throws -> Output
    ) {
        self.init(
            bidirectional: name,
            to: endpoint,
            input: .protobuf,
            output: .protobuf,
            decode: decode,
            encode: encode
        )
    }
}
#endif
