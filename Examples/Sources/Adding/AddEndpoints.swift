public import Martlet
public import Observing

/// The service as remote procedures, the same ones for each wire.
///
/// It is the service again: a client is endpoints that call a peer.
public struct AddEndpoints: Sendable {
    /// The sum of two numbers.
    public let sum: Endpoint<SumRequest, SumResponse>

    /// Two texts, one after the other.
    public let concat: Endpoint<ConcatRequest, ConcatResponse>

    /// Makes the endpoints of a service.
    ///
    /// - Parameters:
    ///   - service: What they call.
    ///   - protection: What keeps each of them alive.
    ///   - observation: What is told of their calls.
    public init(
        _ service: some AddService,
        protection: AddProtection = .init(),
        observation: CallObservation = .init()
    ) {
        sum = Endpoint("sum", isIdempotent: true) { request in
            try await SumResponse(v: service.sum(request.a, request.b))
        }
        .with(protection)
        .with(observation)
        concat = Endpoint("concat", isIdempotent: true) { request in
            try await ConcatResponse(v: service.concat(request.a, request.b))
        }
        .with(protection)
        .with(observation)
    }

    /// Makes endpoints of endpoints, such as those of a client.
    public init(
        sum: Endpoint<SumRequest, SumResponse>,
        concat: Endpoint<ConcatRequest, ConcatResponse>
    ) {
        self.sum = sum
        self.concat = concat
    }

    /// What there is to know about the endpoints without calling them.
    public var outlines: [EndpointOutline] { [sum.outline, concat.outline] }
}

extension AddEndpoints: AddService {
    /// The sum of two numbers.
    public func sum(_ a: Int64, _ b: Int64) async throws -> Int64 {
        try await sum(SumRequest(a: a, b: b)).v
    }

    /// Two texts, one after the other.
    public func concat(_ a: String, _ b: String) async throws -> String {
        try await concat(ConcatRequest(a: a, b: b)).v
    }
}
