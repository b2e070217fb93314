import Martlet
import NIOCore
import NIOHPACK
public import Tracing

/// Makes endpoints that call a server over gRPC: a client, and what all its endpoints share.
///
/// It is a value. Everything that changes it returns a copy, so a caller is configured once per server, and once more where a
/// single endpoint differs.
///
/// ```swift
/// let add = GRPCCaller(client)
///     .before { metadata, _ in metadata["authorization"] = "Bearer \(token)" }
///
/// let sum: Endpoint<SumRequest, Int64> = add.unary("pb.Add/Sum") { request in
///     Pb_SumRequest.with { $0.a = request.a; $0.b = request.b }
/// } decode: { (reply: Pb_SumReply) in
///     reply.v
/// }
/// ```
///
/// The types of messages stay within `encode` and `decode`. A call goes through these steps, at the positions and in the order
/// of Go kit: encode, before-hooks, send, after-hooks, decode, finalizers. Between the before-hooks and the sending, the
/// deadline, the attempt and the metadata of the `RequestContext` are written into the metadata of the request, unless it has
/// such names already.
public struct GRPCCaller: Sendable {
    let client: GRPCClient
    var hooks = GRPCCallHooks()
    var tracer: (any Tracer)?

    /// Makes a caller.
    ///
    /// - Parameter client: The connections to the server.
    public init(_ client: GRPCClient) {
        self.client = client
    }

    /// The same, with a span of kind `client` around every call, whose context is written into the metadata.
    ///
    /// It is about what goes over the wire: every attempt of a retry is a span of its own.
    ///
    /// Source: [semantic conventions for RPC](https://opentelemetry.io/docs/specs/semconv/rpc/grpc/).
    ///
    /// - Parameter tracer: Makes the spans.
    public func tracer(_ tracer: any Tracer) -> GRPCCaller {
        changed { $0.tracer = tracer }
    }

    func changed(_ change: (inout GRPCCaller) -> Void) -> GRPCCaller {
        var copy = self
        change(&copy)
        return copy
    }

    /// Appends a message, with its frame and compressed if requests are.
    func write<Message>(_ message: Message, _ codec: GRPCCodec<Message>, to buffer: inout ByteBuffer) throws {
        let start = buffer.writerIndex
        try MessageFrame.write(to: &buffer, limit: client.configuration.sentMessageByteCount) {
            try codec.serialize(message, &$0)
        }
        if client.configuration.compressesRequests { try MessageEncoding.gzip.packLast(in: &buffer, from: start) }
    }

    /// Reads a message of an answer.
    func read<Message>(
        _ message: MessageReader.Message,
        _ encoding: MessageEncoding,
        _ codec: GRPCCodec<Message>
    ) throws -> Message {
        let bytes = try encoding.unpack(message, limit: client.configuration.receivedMessageByteCount)
        do {
            return try bytes.withUnsafeReadableBytes { try codec.parse($0) }
        } catch let error as any StatusConvertible {
            throw error
        } catch {
            throw Status(.internal, "a message of the answer cannot be read", underlying: error)
        }
    }
}
