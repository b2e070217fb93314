public import HTTPTypes
public import NIOCore

/// A request that a client is about to send: what encoders fill and before-hooks change.
///
/// Its URL has up to three parts: where (``origin``), a path in which `{name}` stands for a parameter, and a query.
///
/// ```swift
/// var request = OutgoingRequest(.get, "http://127.0.0.1:8080/profiles/{id}/addresses")
/// request.setParameter("id", "a/b")
/// request.addQueryItem("kind", "home & work")
/// try request.url()  // http://127.0.0.1:8080/profiles/a%2Fb/addresses?kind=home%20%26%20work
/// ```
public struct OutgoingRequest: Sendable {
    /// The method.
    public var method: HTTPRequest.Method

    /// The fields, beside `Content-Type`, which is ``contentType``. The length of the body is the transport's own, and
    /// fields about it are left out.
    public var fields = HTTPFields()

    /// The type of the body, or `nil` when there is none to speak of.
    public var contentType: MediaType?

    /// The body.
    public var body = ByteBuffer()

    /// How the body of the answer is wanted.
    public var responseBody = ResponseBodyMode.collected(upTo: ResponseBodyMode.defaultMaximumByteCount)

    var template: URLTemplate
    var parameters: [(name: String, value: String)] = []

    /// What ``encode(_:)`` writes with.
    var codec: any HTTPBodyCodec = JSONBodyCodec()

    /// Makes a request without a body.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - url: The URL, in which parts of the path may be parameters. Without a scheme and an authority it is a path,
    ///     for transports that know where to send it.
    public init(_ method: HTTPRequest.Method, _ url: String) {
        self.method = method
        template = URLTemplate(url)
    }

    /// Writes a value into the body, with the codec of the client, and says so in ``contentType``. Fields that the
    /// value brings along (``HTTPFieldsProviding``) are added.
    ///
    /// For encoders that send a part of the request in the path and a part in the body.
    ///
    /// - Parameter value: The value.
    /// - Throws: An error of the value's own, or of the format.
    public mutating func encode<Value: Encodable>(_ value: Value) throws {
        body.clear()
        try codec.encode(value, into: &body)
        contentType = codec.mediaType
        if let value = value as? any HTTPFieldsProviding { fields.append(contentsOf: value.httpFields) }
    }
}
