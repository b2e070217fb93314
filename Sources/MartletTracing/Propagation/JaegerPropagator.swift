public import Tracing

/// The fields of Jaeger's own clients: `uber-trace-id` and their baggage. For services that still have such neighbours.
///
/// ```swift
/// uber-trace-id: 4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1
/// uberctx-tenant: acme
/// ```
///
/// Baggage is written as `uberctx-` fields. An `Extractor` cannot list the fields of a message, so that of these only the
/// keys given here are read; the one field `jaeger-baggage` is read in whole.
///
/// Source: [Jaeger's propagation format](https://www.jaegertracing.io/docs/1.21/client-libraries/#propagation-format).
public struct JaegerPropagator: Propagator {
    private static let field = "uber-trace-id"
    private static let baggageField = "jaeger-baggage"
    private static let baggagePrefix = "uberctx-"

    private let baggageKeys: [String]

    /// Makes a propagator.
    ///
    /// - Parameter baggageKeys: The keys of the baggage to read from `uberctx-` fields.
    public init(baggageKeys: [String] = []) {
        self.baggageKeys = baggageKeys
    }

    /// `uber-trace-id`, `jaeger-baggage`, and a field for each key of the baggage to read.
    public var fields: [String] {
        [Self.field, Self.baggageField] + baggageKeys.map { Self.baggagePrefix + $0 }
    }

    /// Reads the span of the caller and what it sends along.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        if let header = extractor.extract(key: Self.field, from: carrier), let parent = JaegerHeader.parent(header) {
            context.traceParent = .received(parent)
        }
        var baggage = context.baggage
        if let header = extractor.extract(key: Self.baggageField, from: carrier) {
            for entry in Baggage(headerValue: header).entries { baggage[entry.key] = entry.value }
        }
        for key in baggageKeys {
            guard let value = extractor.extract(key: Self.baggagePrefix + key, from: carrier),
                value.utf8.count <= Baggage.maximumLength
            else { continue }
            baggage[key] = BaggageSyntax.decoded(value.utf8)
        }
        if baggage != context.baggage { context.baggage = baggage }
    }

    /// Writes the current span and what is to be sent along.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        if let span = context.spanContext {
            injector.inject(JaegerHeader.value(span), forKey: Self.field, into: &carrier)
        }
        var length = 0
        for entry in context.baggage.entries {
            let value = BaggageSyntax.encoded(entry.value)
            length += entry.key.utf8.count + value.utf8.count
            guard length <= Baggage.maximumLength else { return }
            injector.inject(value, forKey: Self.baggagePrefix + entry.key, into: &carrier)
        }
    }
}

/// The field `uber-trace-id`: `{trace-id}:{span-id}:{parent-span-id}:{flags}`.
enum JaegerHeader {
    static func parent(_ header: String) -> ReceivedParent? {
        guard header.utf8.count <= 256 else { return nil }
        // Some clients write the colons as %3A.
        var reader = ByteReader(BaggageSyntax.decoded(header.utf8))
        let colon = UInt8(ascii: ":")
        let trace = reader.digits()
        guard reader.take(colon) else { return nil }
        let span = reader.digits()
        guard reader.take(colon) else { return nil }
        let parent = reader.digits()
        guard reader.take(colon) else { return nil }
        let digitsOfFlags = reader.digits()
        guard reader.isAtEnd, let low = number(trace.suffix(16), 16), let high = number(trace.dropLast(16), 16),
            let spanID = number(span[...], 16), let parentID = number(parent[...], 16),
            let flags = number(digitsOfFlags[...], 2),
            !digitsOfFlags.isEmpty
        else { return nil }
        let isDebug = flags & 2 != 0
        let context = SpanContext(
            traceID: TraceID(high: high, low: low),
            spanID: SpanID(spanID),
            flags: flags & 1 != 0 || isDebug ? .sampled : [],
            isRemote: true,
            isDebug: isDebug
        )
        guard context.isValid else { return nil }
        return ReceivedParent(context, parentSpanID: parentID == 0 ? nil : SpanID(parentID))
    }

    static func value(_ span: SpanContext) -> String {
        // The parent is not used any more and 0 is what to write: the documentation.
        "\(span.traceID):\(span.spanID):0:\((span.isSampled ? 1 : 0) | (span.isDebug ? 2 : 0))"
    }

    /// The value of digits, of which leading zeros may be left out.
    private static func number(_ digits: ArraySlice<UInt8>, _ maximumCount: Int) -> UInt64? {
        guard digits.count <= maximumCount else { return nil }
        return digits.reduce(0) { $0 << 4 | UInt64($1) }
    }
}
