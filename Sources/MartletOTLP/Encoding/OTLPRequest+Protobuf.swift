import MartletTracing
import Tracing

extension OTLPRequest {
    /// The message `ExportTraceServiceRequest`.
    ///
    /// Source: [opentelemetry-proto](https://github.com/open-telemetry/opentelemetry-proto), version 1; the numbers are those
    /// of its fields.
    var protobuf: [UInt8] {
        var request = ProtobufWriter(reservingCapacity: 256 + spans.count * 256)
        request.message(1) { resourceSpans in
            resourceSpans.message(1) { resource in
                resource.attributes(1, self.resource.attributes)
            }
            resourceSpans.message(2) { scopeSpans in
                scopeSpans.message(1) { $0.string(1, Self.scopeName) }
                for span in spans { scopeSpans.message(2) { $0.span(span) } }
            }
        }
        return request.bytes
    }
}

extension ProtobufWriter {
    fileprivate mutating func span(_ span: FinishedSpan) {
        identity(1, span.spanContext.traceID.high, span.spanContext.traceID.low)
        identity(2, span.spanContext.spanID.value)
        string(3, span.spanContext.state.headerValue)
        if let parent = span.parentSpanID { identity(4, parent.value) }
        string(5, span.name)
        uint(6, span.otlpKind)
        fixed64(7, span.startNanoseconds)
        fixed64(8, span.endNanoseconds)
        attributes(9, span.attributes)
        uint(10, UInt64(span.droppedAttributesCount))
        for event in span.events { message(11) { $0.event(event) } }
        uint(12, UInt64(span.droppedEventsCount))
        for link in span.links { message(13) { $0.link(link) } }
        uint(14, UInt64(span.droppedLinksCount))
        if let code = span.otlpStatusCode {
            message(15) { status in
                status.string(2, span.status?.message ?? "")
                status.uint(3, code)
            }
        }
        fixed32(16, span.otlpFlags)
    }

    private mutating func event(_ event: FinishedSpan.Event) {
        fixed64(1, event.nanosecondsSinceEpoch)
        string(2, event.name)
        attributes(3, event.attributes)
        uint(4, UInt64(event.droppedAttributesCount))
    }

    private mutating func link(_ link: FinishedSpan.Link) {
        identity(1, link.spanContext.traceID.high, link.spanContext.traceID.low)
        identity(2, link.spanContext.spanID.value)
        string(3, link.spanContext.state.headerValue)
        attributes(4, link.attributes)
        uint(5, UInt64(link.droppedAttributesCount))
        fixed32(6, link.otlpFlags)
    }

    fileprivate mutating func attributes(_ field: UInt32, _ attributes: SpanAttributes) {
        for (name, value) in attributes.sorted {
            message(field) { pair in
                pair.string(1, name)
                pair.message(2) { $0.value(value) }
            }
        }
    }

    /// The message `AnyValue`, in which also what is empty is written, for it says which kind of value it is.
    private mutating func value(_ value: SpanAttribute) {
        switch value {
        case .string(let text): requiredString(1, text)
        case .bool(let value): requiredUInt(2, value ? 1 : 0)
        case .int32(let value): requiredUInt(3, UInt64(bitPattern: Int64(value)))
        case .int64(let value): requiredUInt(3, UInt64(bitPattern: value))
        case .double(let value): fixed64(4, value.bitPattern)
        case .stringArray(let values): array(values.map { .string($0) })
        case .boolArray(let values): array(values.map { .bool($0) })
        case .int32Array(let values): array(values.map { .int32($0) })
        case .int64Array(let values): array(values.map { .int64($0) })
        case .doubleArray(let values): array(values.map { .double($0) })
        case .stringConvertible(let value): requiredString(1, value.description)
        case .stringConvertibleArray(let values): array(values.map { .string($0.description) })
        default: break
        }
    }

    private mutating func array(_ values: [SpanAttribute]) {
        message(5) { array in
            for value in values { array.message(1) { $0.value(value) } }
        }
    }
}
