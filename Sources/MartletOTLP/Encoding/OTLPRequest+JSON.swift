import MartletTracing
import Tracing

extension OTLPRequest {
    /// The same message as JSON: identities in hexadecimal, enumerations as numbers, numbers of 64 bits as texts.
    ///
    /// Source: [JSON Protobuf encoding](https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
    var json: [UInt8] {
        var text = JSONText(reservingCapacity: 256 + spans.count * 512)
        text.object { request in
            request.name("resourceSpans")
            request.array { list in
                list.object { resourceSpans in
                    resourceSpans.name("resource")
                    resourceSpans.object { $0.attributes(resource.attributes) }
                    resourceSpans.name("scopeSpans")
                    resourceSpans.array { list in list.object { scopeSpans(&$0) } }
                }
            }
        }
        return text.bytes
    }

    private func scopeSpans(_ text: inout JSONText) {
        text.name("scope")
        text.object { scope in
            scope.name("name")
            scope.string(Self.scopeName)
        }
        text.name("spans")
        text.array { list in
            for span in spans { list.object { $0.span(span) } }
        }
    }
}

extension JSONText {
    fileprivate mutating func span(_ span: FinishedSpan) {
        identity(span.spanContext)
        if let parent = span.parentSpanID { member("parentSpanId", parent.description) }
        member("name", span.name)
        member("kind", span.otlpKind)
        member("startTimeUnixNano", "\(span.startNanoseconds)")
        member("endTimeUnixNano", "\(span.endNanoseconds)")
        if !span.attributes.isEmpty { attributes(span.attributes) }
        count("droppedAttributesCount", span.droppedAttributesCount)
        list("events", span.events) { $0.event($1) }
        count("droppedEventsCount", span.droppedEventsCount)
        list("links", span.links) { $0.link($1) }
        count("droppedLinksCount", span.droppedLinksCount)
        if let code = span.otlpStatusCode {
            name("status")
            object { status in
                if let message = span.status?.message, !message.isEmpty { status.member("message", message) }
                status.member("code", code)
            }
        }
        member("flags", UInt64(span.otlpFlags))
    }

    private mutating func event(_ event: FinishedSpan.Event) {
        member("timeUnixNano", "\(event.nanosecondsSinceEpoch)")
        member("name", event.name)
        if !event.attributes.isEmpty { attributes(event.attributes) }
        count("droppedAttributesCount", event.droppedAttributesCount)
    }

    private mutating func link(_ link: FinishedSpan.Link) {
        identity(link.spanContext)
        if !link.attributes.isEmpty { attributes(link.attributes) }
        count("droppedAttributesCount", link.droppedAttributesCount)
        member("flags", UInt64(link.otlpFlags))
    }

    private mutating func identity(_ span: SpanContext) {
        member("traceId", span.traceID.description)
        member("spanId", span.spanID.description)
        let state = span.state.headerValue
        if !state.isEmpty { member("traceState", state) }
    }

    fileprivate mutating func attributes(_ attributes: SpanAttributes) {
        list("attributes", attributes.sorted) { pair, attribute in
            pair.member("key", attribute.name)
            pair.name("value")
            pair.object { $0.value(attribute.value) }
        }
    }

    private mutating func value(_ value: SpanAttribute) {
        switch value {
        case .string(let text): member("stringValue", text)
        case .bool(let value):
            name("boolValue")
            bool(value)
        case .int32(let value): member("intValue", "\(value)")
        case .int64(let value): member("intValue", "\(value)")
        case .double(let value):
            name("doubleValue")
            double(value)
        case .stringArray(let values): array(of: values.map { .string($0) })
        case .boolArray(let values): array(of: values.map { .bool($0) })
        case .int32Array(let values): array(of: values.map { .int32($0) })
        case .int64Array(let values): array(of: values.map { .int64($0) })
        case .doubleArray(let values): array(of: values.map { .double($0) })
        case .stringConvertible(let value): member("stringValue", value.description)
        case .stringConvertibleArray(let values): array(of: values.map { .string($0.description) })
        default: break
        }
    }

    private mutating func array(of values: [SpanAttribute]) {
        name("arrayValue")
        object { array in array.list("values", values) { $0.value($1) } }
    }

    private mutating func list<Element>(
        _ name: StaticString,
        _ elements: [Element],
        _ write: (inout JSONText, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        self.name(name)
        array { list in
            for element in elements { list.object { write(&$0, element) } }
        }
    }

    private mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        string(text)
    }

    private mutating func member(_ name: StaticString, _ number: UInt64) {
        self.name(name)
        self.number(number)
    }

    private mutating func count(_ name: StaticString, _ count: Int) {
        if count > 0 { member(name, UInt64(count)) }
    }
}
