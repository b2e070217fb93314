public import Martlet
public import MartletHTTP

/// The string service somewhere else.
///
/// Both methods only compute, so calling one twice does no harm: they are declared idempotent, although they are sent with
/// POST.
public struct StringClient: Sendable {
    /// The text in capitals.
    public var uppercase: Endpoint<UppercaseRequest, UppercaseResponse>

    /// The number of bytes in the text.
    public var count: Endpoint<CountRequest, CountResponse>

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - http: Calls the service.
    ///   - options: What keeps the calls safe.
    public init(_ http: HTTPCaller, options: ClientResilience = .client) {
        self.init(bare: http)
        // A stack for each endpoint, so that the breaker of one does not stop the other.
        uppercase = uppercase.with(Resilient(options))
        count = count.with(Resilient(options))
    }

    /// Makes a client that only calls.
    init(bare http: HTTPCaller) {
        uppercase = http.endpoint("uppercase", .post, "/uppercase", isIdempotent: true)
        count = http.endpoint("count", .post, "/count", isIdempotent: true)
    }
}
