public import HTTPTypes
public import Martlet
import MartletJSON
public import NIOCore

/// An answer that a client has received, as after-hooks and decoders see it.
public struct IncomingResponse: Sendable {
    /// The status.
    public var status: HTTPResponse.Status

    /// The fields.
    public var fields: HTTPFields

    /// The body, when it was collected.
    public var body: ByteBuffer

    /// The body, when it is streamed; it follows ``body``, which is then empty as a rule. Dropping it closes it.
    public var stream: ResponseStream<ByteBuffer>?

    /// What ``decode(_:)`` reads with.
    var codec: any HTTPBodyCodec = JSONBodyCodec()

    /// Makes an answer, in a transport.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - fields: The fields.
    ///   - body: The body, when it is complete.
    ///   - stream: The body, or the rest of it, when it is still arriving.
    public init(
        status: HTTPResponse.Status,
        fields: HTTPFields = HTTPFields(),
        body: ByteBuffer = ByteBuffer(),
        stream: ResponseStream<ByteBuffer>? = nil
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.stream = stream
    }

    /// Makes an answer of text, mostly for tests.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - fields: The fields.
    ///   - text: The body.
    public init(status: HTTPResponse.Status, fields: HTTPFields = HTTPFields(), text: String) {
        self.init(status: status, fields: fields, body: ByteBuffer(string: text))
    }

    /// The collected body as text; bytes that are not UTF-8 become replacement characters.
    public var text: String { String(buffer: body) }

    /// Reads the collected body with the codec of the client, whatever type the peer says it is of: many services do
    /// not say, or say `text/plain`.
    ///
    /// - Parameter type: The type of the value.
    /// - Throws: `Status` with `internal` when the body is not such a value; the message has the words of the
    ///   decoder.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try codec.decodeAnswer(type, from: body)
    }
}

extension HTTPBodyCodec {
    /// Reads a value that a peer has sent as its answer. That it cannot be read is no fault of the caller.
    func decodeAnswer<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        do {
            return try body.withUnsafeReadableBytes { try decode(type, from: $0) }
        } catch {
            let reason = (error as? DecodingError).map { DecodingFailure($0).description } ?? "\(error)"
            throw Status(.internal, "cannot read the answer: \(reason)", underlying: error)
        }
    }
}
