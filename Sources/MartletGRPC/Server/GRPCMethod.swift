public import Martlet
import MartletHTTP
import NIOCore

/// A method of a ``GRPCService``, and the endpoint that answers it.
///
/// The types of messages stay within `decode` and `encode`: the endpoint has types of its own. With the trait `GRPC` the codecs
/// of generated messages are found by themselves.
public struct GRPCMethod: Sendable {
    /// The name, as the service declares it: `Sum`.
    public let name: String

    let makeHandler: @Sendable (MethodSettings) -> any RequestHandler

    private init<Request: Sendable, Response: Sendable>(
        _ name: String,
        _ endpoint: Endpoint<Request, Response>,
        _ input: MethodInput<Request>,
        _ output: MethodOutput<Response>
    ) {
        self.name = name
        makeHandler = { MethodHandler(endpoint, input, output, $0) }
    }

    /// A unary method: one message in, one out.
    ///
    /// - Parameters:
    ///   - name: The name, as the service declares it.
    ///   - endpoint: The endpoint.
    ///   - input: Reads the message of the request.
    ///   - output: Writes the message of the answer.
    ///   - decode: Makes the request of a message. An error that it throws is answered, and the endpoint is not called.
    ///   - encode: Makes the message of a response.
    public init<Request: Sendable, Response: Sendable, Input: Sendable, Output: Sendable>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        decode: @escaping @Sendable (Input) throws -> Request,
        encode: @escaping @Sendable (Response) throws -> Output
    ) {
        self.init(name, endpoint, .single(input, decode), .single(output, encode))
    }

    /// A method that answers with a stream.
    ///
    /// - Parameters:
    ///   - name: The name, as the service declares it.
    ///   - endpoint: The endpoint. Its stream is read at the speed of the client, and is cancelled when the client goes away.
    ///   - input: Reads the message of the request.
    ///   - output: Writes the messages of the answer.
    ///   - decode: Makes the request of a message.
    ///   - encode: Makes the message of an element.
    public init<Request: Sendable, Element: Sendable, Input: Sendable, Output: Sendable>(
        serverStreaming name: String,
        to endpoint: Endpoint<Request, ResponseStream<Element>>,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        decode: @escaping @Sendable (Input) throws -> Request,
        encode: @escaping @Sendable (Element) throws -> Output
    ) {
        self.init(name, endpoint, .single(input, decode), .stream(output, encode))
    }

    /// A method whose request is a stream.
    ///
    /// - Parameters:
    ///   - name: The name, as the service declares it.
    ///   - endpoint: The endpoint. It may answer before the stream has ended; the rest is then not read.
    ///   - input: Reads the messages of the request.
    ///   - output: Writes the message of the answer.
    ///   - decode: Makes an element of a message. An error that it throws is thrown to who reads the stream.
    ///   - encode: Makes the message of a response.
    public init<Element: Sendable, Response: Sendable, Input: Sendable, Output: Sendable>(
        clientStreaming name: String,
        to endpoint: Endpoint<RequestStream<Element>, Response>,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        decode: @escaping @Sendable (Input) throws -> Element,
        encode: @escaping @Sendable (Response) throws -> Output
    ) {
        self.init(name, endpoint, .stream(input, decode), .single(output, encode))
    }

    /// A method with streams both ways.
    ///
    /// - Parameters:
    ///   - name: The name, as the service declares it.
    ///   - endpoint: The endpoint. It returns its stream at once, and reads the request while that stream is read.
    ///   - input: Reads the messages of the request.
    ///   - output: Writes the messages of the answer.
    ///   - decode: Makes an element of a message. An error that it throws is thrown to who reads the stream.
    ///   - encode: Makes the message of an element.
    public init<Received: Sendable, Sent: Sendable, Input: Sendable, Output: Sendable>(
        bidirectional name: String,
        to endpoint: Endpoint<RequestStream<Received>, ResponseStream<Sent>>,
        input: GRPCCodec<Input>,
        output: GRPCCodec<Output>,
        decode: @escaping @Sendable (Input) throws -> Received,
        encode: @escaping @Sendable (Sent) throws -> Output
    ) {
        self.init(name, endpoint, .stream(input, decode), .stream(output, encode))
    }
}
