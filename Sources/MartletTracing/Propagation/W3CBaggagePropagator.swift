public import Tracing

/// The field `baggage`: what the application sends along.
///
/// ```swift
/// baggage: tenant=acme,flow=checkout%20v2
/// ```
///
/// Source: [W3C Baggage](https://www.w3.org/TR/baggage/).
public struct W3CBaggagePropagator: Propagator {
    private static let field = "baggage"

    /// Makes a propagator.
    public init() {}

    /// `baggage`.
    public var fields: [String] { [Self.field] }

    /// Reads what the caller sends along.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: Self.field, from: carrier) else { return }
        let baggage = Baggage(headerValue: header)
        if !baggage.isEmpty { context.baggage = baggage }
    }

    /// Writes what is to be sent along.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        let baggage = context.baggage
        guard !baggage.isEmpty else { return }
        let header = baggage.headerValue
        // Its entries may all be too long.
        if !header.isEmpty { injector.inject(header, forKey: Self.field, into: &carrier) }
    }
}
