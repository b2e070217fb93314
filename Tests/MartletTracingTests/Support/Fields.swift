import MartletTracing
import Tracing

/// A message whose fields are a dictionary.
struct Fields: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
    }

    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

extension Instrument {
    /// What it finds in fields.
    func context(of fields: [String: String]) -> ServiceContext {
        var context = ServiceContext.topLevel
        extract(fields, into: &context, using: Fields())
        return context
    }

    /// The fields that it writes.
    func fields(of context: ServiceContext) -> [String: String] {
        var fields: [String: String] = [:]
        inject(context, into: &fields, using: Fields())
        return fields
    }
}

extension ServiceContext {
    /// A context with a span in it.
    static func of(_ span: SpanContext) -> ServiceContext {
        var context = ServiceContext.topLevel
        context.spanContext = span
        return context
    }
}

extension SpanContext {
    static func remote(_ trace: UInt64 = 1, _ span: UInt64 = 2, _ flags: TraceFlags = .sampled) -> SpanContext {
        SpanContext(traceID: TraceID(high: 7, low: trace), spanID: SpanID(span), flags: flags, isRemote: true)
    }
}
