/// The parts of a request that ``SigV4Signer`` signs.
public struct SigV4Request: Sendable {
    /// The method: `POST`.
    public var method: String

    /// The path, as it is sent: `/`.
    public var path: String

    /// The names and values of the query, not percent-encoded.
    public var query: [(name: String, value: String)]

    /// The headers to sign; `host` must be among them.
    public var headers: [(name: String, value: String)]

    /// The body, as it is sent.
    public var body: [UInt8]

    /// Makes a request to be signed.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, as it is sent.
    ///   - query: The names and values of the query, not percent-encoded.
    ///   - headers: The headers to sign; `host` must be among them.
    ///   - body: The body, as it is sent.
    public init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What ``SigV4Signer`` makes of a request.
public struct SigV4Signature: Sendable {
    /// The request in its canonical form, to compare with what a `SignatureDoesNotMatch` says.
    public let canonicalRequest: String

    /// What the key is applied to.
    public let stringToSign: String

    /// The signature, in hexadecimal digits.
    public let signature: String

    /// The headers to add to the request: `x-amz-date`, `x-amz-security-token` if there is a session, and
    /// `authorization`.
    public let headers: [(name: String, value: String)]
}
