#if GRPC
public import Martlet
public import SwiftProtobuf

extension GRPCCaller {
    /// An endpoint that calls a unary method with generated messages: one message there, one back.
    ///
    /// - Parameters:
    ///   - method: Service and method: `pb.Add/Sum`.
    ///   - name: The name of the endpoint; the method unless chosen.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - encode: Makes the message of a request.
    ///   - decode: Makes the response of a message.
    public func unary<Request: Sendable, Response: Sendable, Input: Message, Output: Message>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false,
        encode: @escaping @Sendable (Request) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Response
    ) -> Endpoint<Request, Response> {
        unary(
            method,
            name: name,
            isIdempotent: isIdempotent,
            input: .protobuf,
            output: .protobuf,
            encode: encode,
            decode: decode
        )
    }

    /// An endpoint that calls a method with generated messages and a stream of answers. See
    /// ``serverStreaming(_:name:isIdempotent:input:output:encode:decode:)``.
    public func serverStreaming<Request: Sendable, Element: Sendable, Input: Message, Output: Message>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false,
        encode: @escaping @Sendable (Request) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Element
    ) -> Endpoint<Request, ResponseStream<Element>> {
        serverStreaming(
            method,
            name: name,
            isIdempotent: isIdempotent,
            input: .protobuf,
            output: .protobuf,
            encode: encode,
            decode: decode
        )
    }

    /// An endpoint that calls a method with generated messages and a stream of requests. See
    /// ``clientStreaming(_:name:input:output:encode:decode:)``.
    public func clientStreaming<Element: Sendable, Response: Sendable, Input: Message, Output: Message>(
        _ method: String,
        name: String? = nil,
        encode: @escaping @Sendable (Element) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Response
    ) -> Endpoint<RequestStream<Element>, Response> {
        clientStreaming(
            method,
            name: name,
            input: .protobuf,
            output: .protobuf,
            encode: encode,
            decode: decode
        )
    }

    /// An endpoint that calls a method with generated messages and streams both ways. See
    /// ``bidirectional(_:name:input:output:encode:decode:)``.
    public func bidirectional<Sent: Sendable, Received: Sendable, Input: Message, Output: Message>(
        _ method: String,
        name: String? = nil,
        encode: @escaping @Sendable (Sent) throws -> Input,
        decode: @escaping @Sendable (Output) throws -> Received
    ) -> Endpoint<RequestStream<Sent>, ResponseStream<Received>> {
        bidirectional(
            method,
            name: name,
            input: .protobuf,
            output: .protobuf,
            encode: encode,
            decode: decode
        )
    }
}
#endif
