public import HTTPTypes
public import Martlet

extension HTTPCaller {
    /// Encodes a request in a way of its own: sets parameters, the query, fields, the body. What it waits for must end by
    /// the deadline of `RequestContext.current`, since layers around the endpoint rely on it.
    public typealias Encode<Request> = @Sendable (Request, inout OutgoingRequest) async throws -> Void

    /// Makes a response of an answer in a way of its own. What it waits for must end by the deadline, too.
    public typealias Decode<Response> = @Sendable (IncomingResponse) async throws -> Response

    /// An endpoint whose request and response are bodies.
    ///
    /// ```swift
    /// let uppercase: Endpoint<UppercaseRequest, UppercaseResponse> = http.endpoint("uppercase", .post, "/uppercase")
    /// ```
    ///
    /// An `Empty` request needs no body with `GET`, `HEAD` and `DELETE`, and an `Empty` response
    /// takes no notice of the body. Fields that the request brings along (``HTTPFieldsProviding``) are added.
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint, for logs and metrics; it is not sent.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL. `{id}` in the path stands for a parameter.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it; what the method says (`GET`, `HEAD`, `PUT`, `DELETE`, `OPTIONS`, `TRACE`) when it is `nil`.
    public func endpoint<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil
    ) -> Endpoint<Request, Response> {
        endpoint(name, method, url, isIdempotent: isIdempotent, decode: .body)
    }

    /// An endpoint whose request is a body, and whose response is decoded in one of several ways, as a stream for
    /// instance. See ``endpoint(_:_:_:isIdempotent:)``.
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL.
    ///   - isIdempotent: Whether layers may repeat calls; `nil` leaves it to the method.
    ///   - decoding: How the response is made.
    public func endpoint<Request: Encodable & Sendable, Response: Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil,
        decode decoding: ResponseDecoding<Response>
    ) -> Endpoint<Request, Response> {
        let encoding = RequestEncoding<Request>(method)
        return endpoint(
            name,
            method,
            url,
            isIdempotent: isIdempotent,
            encode: { try encoding.encode($0, into: &$1) },
            decode: decoding
        )
    }

    /// An endpoint whose request is a body and whose response is decoded by a closure. See ``endpoint(_:_:_:isIdempotent:)``.
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL.
    ///   - isIdempotent: Whether layers may repeat calls; `nil` leaves it to the method.
    ///   - decode: Makes the response of an answer with a collected body.
    public func endpoint<Request: Encodable & Sendable, Response: Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil,
        decode: @escaping Decode<Response>
    ) -> Endpoint<Request, Response> {
        endpoint(name, method, url, isIdempotent: isIdempotent, decode: ResponseDecoding(decode))
    }

    /// An endpoint whose request is encoded by a closure and whose response is a body. See ``endpoint(_:_:_:isIdempotent:)``.
    ///
    /// ```swift
    /// let get: Endpoint<GetProfile, Profile> =
    ///     http.endpoint("getProfile", .get, "/profiles/{id}") { request, outgoing in
    ///         outgoing.setParameter("id", request.id)
    ///     }
    /// ```
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL.
    ///   - isIdempotent: Whether layers may repeat calls; `nil` leaves it to the method.
    ///   - encode: Fills the request.
    public func endpoint<Request: Sendable, Response: Decodable & Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil,
        encode: @escaping Encode<Request>
    ) -> Endpoint<Request, Response> {
        endpoint(name, method, url, isIdempotent: isIdempotent, encode: encode, decode: .body)
    }

    /// An endpoint whose request is encoded and whose response is decoded by a closure. See ``endpoint(_:_:_:isIdempotent:)``.
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL.
    ///   - isIdempotent: Whether layers may repeat calls; `nil` leaves it to the method.
    ///   - encode: Fills the request.
    ///   - decode: Makes the response of an answer with a collected body.
    public func endpoint<Request: Sendable, Response: Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil,
        encode: @escaping Encode<Request>,
        decode: @escaping Decode<Response>
    ) -> Endpoint<Request, Response> {
        endpoint(name, method, url, isIdempotent: isIdempotent, encode: encode, decode: ResponseDecoding(decode))
    }

    /// An endpoint whose request is encoded by a closure, and whose response is decoded in one of several ways. See
    /// ``endpoint(_:_:_:isIdempotent:)``.
    ///
    /// - Parameters:
    ///   - name: The name of the endpoint.
    ///   - method: The method.
    ///   - url: A path after the base of the caller, or a whole URL.
    ///   - isIdempotent: Whether layers may repeat calls; `nil` leaves it to the method.
    ///   - encode: Fills the request.
    ///   - decoding: How the response is made.
    public func endpoint<Request: Sendable, Response: Sendable>(
        _ name: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        isIdempotent: Bool? = nil,
        encode: @escaping Encode<Request>,
        decode decoding: ResponseDecoding<Response>
    ) -> Endpoint<Request, Response> {
        var prototype = OutgoingRequest(method, self.url(url))
        prototype.codec = codec
        prototype.responseBody = decoding.streams ? .streamed : .collected(upTo: maximumBodyByteCount)
        let call = HTTPCall(name: name, caller: self, prototype: prototype, encode: encode, decoding: decoding)
        return Endpoint(
            remote: name,
            isIdempotent: isIdempotent ?? method.isIdempotent,
            // The transport keeps the deadline; what a hook waits for is not known.
            endsByDeadline: hooks.before.isEmpty && hooks.after.isEmpty
        ) { try await call.run($0) }
    }
}

extension HTTPRequest.Method {
    /// Source: [RFC 9110, section 9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2).
    fileprivate var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        default: false
        }
    }
}
