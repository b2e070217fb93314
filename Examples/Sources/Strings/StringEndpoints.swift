public import Martlet
public import Observing

/// The service as remote procedures. Middleware that keeps calls safe belongs here: `Endpoint(…) { … }.with(…)`.
public struct StringEndpoints: Sendable {
    /// The text in capitals.
    public let uppercase: Endpoint<UppercaseRequest, UppercaseResponse>

    /// The number of bytes in the text.
    public let count: Endpoint<CountRequest, CountResponse>

    /// How often the other two were called.
    public let stats: Endpoint<Empty, StringStats>

    /// Makes the endpoints of a service.
    public init(
        _ service: some StringService,
        counts: CallCounts,
        protection: StringProtection = .init(),
        observation: CallObservation = .init()
    ) {
        uppercase = Endpoint("uppercase", isIdempotent: true) { try await .init(v: service.uppercase($0.s)) }
            .with(protection)
            .with(observation)
        count = Endpoint("count", isIdempotent: true) { await .init(v: service.count($0.s)) }
            .with(protection)
            .with(observation)
        stats = Endpoint("stats") { _ in counts.current }
    }

    /// What there is to know about the endpoints without calling them.
    public var outlines: [EndpointOutline] {
        [uppercase.outline, count.outline, stats.outline]
    }
}

/// `{"s":"hello"}`
public struct UppercaseRequest: Codable, Sendable {
    var s: String
}

/// `{"v":"HELLO"}`
public struct UppercaseResponse: Codable, Sendable {
    var v: String
}

/// `{"s":"hello"}`
public struct CountRequest: Codable, Sendable {
    var s: String
}

/// `{"v":5}`
public struct CountResponse: Codable, Sendable {
    var v: Int
}
