public import HTTPTypes
import Martlet
import MartletHTTP1

/// A request that a server has received, as decoders and before-hooks see it.
///
/// It is a view of the bytes in the connection's buffer: nothing has been copied, and strings are made on request. It
/// cannot be kept, which the compiler sees to; take out what you need, or a copy of the head with ``head``.
///
/// ```swift
/// Route(.get, "/profiles/{id}", to: getProfile) { request in
///     GetProfile(id: try request.parameter("id"), fields: request.query["fields"])
/// }
/// ```
public struct IncomingRequest: ~Copyable {
    let view: HTTP1HeadView
    let bodyBytes: UnsafeRawBufferPointer
    let route: MatchedRoute
    let remoteAddress: @Sendable () -> String?

    /// The fields that followed the body, when it came in chunks.
    public let trailers: HTTPFields

    /// The method.
    public var method: HTTPRequest.Method { view.httpMethod }

    /// The request target as it was sent: `/search?q=swift`.
    public var target: String { view.string(view.head.target) }

    /// The path of the target, still percent-encoded.
    public var path: String { view.string(view.head.path) }

    /// The host and port that the request is for, if it says.
    public var authority: String? { view.head.authority.count == 0 ? nil : view.string(view.head.authority) }

    /// The query of the target.
    public var query: QueryParameters {
        guard let query = view.query else { return QueryParameters() }
        return QueryParameters(query.bytes)
    }

    /// All fields. Prefer the subscript for a single one.
    public var fields: HTTPFields { view.httpFields }

    /// The values of a field, joined by commas when there are several; `nil` when there is none.
    public subscript(name: HTTPField.Name) -> String? { view.joinedValue(of: name) }

    /// A copy of the head, which may be kept.
    public var head: ReceivedHead {
        ReceivedHead(copying: view, remoteAddress: remoteAddress())
    }

    /// The number of bytes in the body.
    public var bodyByteCount: Int { bodyBytes.count }

    /// Lends the body.
    ///
    /// - Parameter use: Receives the whole body. The bytes are valid until it returns.
    public func withBody<Result>(_ use: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try use(bodyBytes)
    }

    /// A copy of the body as text; bytes that are not UTF-8 become replacement characters.
    public var bodyText: String { String(decoding: bodyBytes, as: UTF8.self) }
}
