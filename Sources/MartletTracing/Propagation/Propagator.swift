public import Tracing

/// Carries the current span from one process to the next, in the fields of a message.
///
/// Give one to a ``SamplingTracer``. It works with whatever a transport has an `Injector` and an `Extractor` for: HTTP
/// header fields, gRPC metadata, the attributes of a message in a queue. A field that occurs several times is to be joined
/// by commas.
///
/// What comes in may be hostile: a field that is not valid is as good as none. So a bad field begins a new trace, and is
/// never an error.
public protocol Propagator: Instrument {
    /// The names of the fields that it writes and reads, in lower case.
    var fields: [String] { get }
}

/// Several propagators, one after the other.
///
/// ```swift
/// CompositePropagator(.w3c, .baggage, .b3)
/// ```
///
/// On the way in, a later one replaces what an earlier one has found only with something valid; on the way out all of them
/// write. Without any, nothing is read and nothing written.
public struct CompositePropagator: Propagator {
    private let propagators: [any Propagator]

    /// Makes a propagator of several.
    ///
    /// - Parameter propagators: The propagators, in order.
    public init(_ propagators: any Propagator...) {
        self.init(propagators)
    }

    /// Makes a propagator of several.
    ///
    /// - Parameter propagators: The propagators, in order.
    public init(_ propagators: [any Propagator]) {
        self.propagators = propagators
    }

    /// The names of the fields of all of them.
    public var fields: [String] { propagators.flatMap(\.fields) }

    /// Reads with all of them.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        for propagator in propagators { propagator.extract(carrier, into: &context, using: extractor) }
    }

    /// Writes with all of them.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        for propagator in propagators { propagator.inject(context, into: &carrier, using: injector) }
    }
}

extension Propagator where Self == W3CTraceContextPropagator {
    /// `traceparent` and `tracestate`.
    public static var w3c: Self { W3CTraceContextPropagator() }
}

extension Propagator where Self == W3CBaggagePropagator {
    /// `baggage`.
    public static var baggage: Self { W3CBaggagePropagator() }
}

extension Propagator where Self == B3Propagator {
    /// B3 in the one field `b3`; reads several, too.
    public static var b3: Self { B3Propagator(.single) }

    /// B3 in several fields, `x-b3-traceid` and so on; reads the one, too.
    public static var b3Multi: Self { B3Propagator(.multi) }
}

extension Propagator where Self == JaegerPropagator {
    /// `uber-trace-id` and baggage as Jaeger's own clients wrote it.
    public static var jaeger: Self { JaegerPropagator() }
}

extension Propagator where Self == CompositePropagator {
    /// W3C Trace Context and W3C Baggage: the default of OpenTelemetry.
    public static var standard: Self { CompositePropagator(.w3c, .baggage) }

    /// Nothing is read and nothing written.
    public static var none: Self { CompositePropagator([]) }
}
