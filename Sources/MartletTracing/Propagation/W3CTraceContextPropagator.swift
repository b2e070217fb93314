public import Tracing

/// The fields `traceparent` and `tracestate`: what everybody understands today.
///
/// ```swift
/// traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
/// tracestate: congo=t61rcWkgMzE
/// ```
///
/// Read strictly: a `traceparent` that breaks any rule begins a new trace and its `tracestate` is not looked at; a
/// `tracestate` that breaks one is left out alone. Of the flags only "sampled" is passed on.
///
/// Source: [W3C Trace Context](https://www.w3.org/TR/trace-context/), level 1.
public struct W3CTraceContextPropagator: Propagator {
    private static let parentField = "traceparent"
    private static let stateField = "tracestate"

    /// Makes a propagator.
    public init() {}

    /// `traceparent` and `tracestate`.
    public var fields: [String] { [Self.parentField, Self.stateField] }

    /// Reads the span of the caller.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: Self.parentField, from: carrier),
            var parent = TraceParentHeader.spanContext(header)
        else { return }
        if let state = extractor.extract(key: Self.stateField, from: carrier) {
            parent.state = TraceState(headerValue: state) ?? TraceState()
        }
        context.traceParent = .received(ReceivedParent(parent))
    }

    /// Writes the current span.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context.spanContext else { return }
        injector.inject(TraceParentHeader.value(span), forKey: Self.parentField, into: &carrier)
        guard !span.state.isEmpty else { return }
        let state = span.state.headerValue
        // Its members may all be too long.
        if !state.isEmpty { injector.inject(state, forKey: Self.stateField, into: &carrier) }
    }
}

/// The field `traceparent`: section 3.2 of W3C Trace Context.
enum TraceParentHeader {
    private static let length = 55

    static func spanContext(_ header: String) -> SpanContext? {
        // No version that is to come says how long it may be: this is more than any.
        guard header.utf8.count <= 512 else { return nil }
        var reader = ByteReader(header)
        let dash = UInt8(ascii: "-")
        guard let version = reader.hexadecimal(2, .lower), version != 0xFF, reader.take(dash),
            let high = reader.hexadecimal(16, .lower), let low = reader.hexadecimal(16, .lower), reader.take(dash),
            let span = reader.hexadecimal(16, .lower), reader.take(dash),
            let flags = reader.hexadecimal(2, .lower),
            // A later version may have more fields, behind one more dash.
            reader.isAtEnd || version > 0 && reader.take(dash)
        else { return nil }
        let context = SpanContext(
            traceID: TraceID(high: high, low: low),
            spanID: SpanID(span),
            // Section 3.2.2.5.2: the other flags are of unknown meaning and are not passed on.
            flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: flags)).intersection(.sampled),
            isRemote: true
        )
        return context.isValid ? context : nil
    }

    static func value(_ span: SpanContext) -> String {
        String(unsafeUninitializedCapacity: length) { buffer in
            let dash = UInt8(ascii: "-")
            let zero = UInt8(ascii: "0")
            buffer[0] = zero
            buffer[1] = zero
            buffer[2] = dash
            Hexadecimal.write(span.traceID.high, to: buffer, at: 3)
            Hexadecimal.write(span.traceID.low, to: buffer, at: 19)
            buffer[35] = dash
            Hexadecimal.write(span.spanID.value, to: buffer, at: 36)
            buffer[52] = dash
            buffer[53] = zero
            buffer[54] = span.isSampled ? UInt8(ascii: "1") : zero
            return length
        }
    }
}
