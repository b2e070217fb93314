import MartletTracing
import Tracing

/// What is sent: spans, and the service that they come from.
struct ZipkinSpans {
    var spans: [FinishedSpan]
    var localEndpoint: ZipkinEndpoint

    /// A list of spans.
    var json: [UInt8] {
        var text = JSONText(reservingCapacity: spans.count * 512)
        text.array { list in
            for span in spans { list.object { self.span(span, &$0) } }
        }
        return text.bytes
    }

    private func span(_ span: FinishedSpan, _ text: inout JSONText) {
        text.member("traceId", span.spanContext.traceID.description)
        if let parent = span.parentSpanID { text.member("parentId", parent.description) }
        text.member("id", span.spanContext.spanID.description)
        if let kind = span.zipkinKind { text.member("kind", kind) }
        text.member("name", span.name)
        // Microseconds, and no zero: that would be an unknown time.
        let start = max(span.startNanoseconds / 1_000, 1)
        text.name("timestamp")
        text.number(start)
        text.name("duration")
        text.number(max((span.endNanoseconds - min(span.startNanoseconds, span.endNanoseconds)) / 1_000, 1))
        text.endpoint("localEndpoint", localEndpoint)
        text.endpoint("remoteEndpoint", ZipkinEndpoint(remoteOf: span.attributes, kind: span.kind))
        if span.isShared {
            text.name("shared")
            text.bool(true)
        }
        if span.spanContext.isDebug {
            text.name("debug")
            text.bool(true)
        }
        text.annotations(span.events)
        text.tags(span.zipkinTags)
    }
}

extension FinishedSpan {
    /// `nil` for what is within one service.
    fileprivate var zipkinKind: String? {
        switch kind {
        case .client: "CLIENT"
        case .server: "SERVER"
        case .producer: "PRODUCER"
        case .consumer: "CONSUMER"
        case .internal: nil
        }
    }

    /// Attributes, what became of the span, and what was left out.
    fileprivate var zipkinTags: [(String, String)] {
        var tags: [(String, String)] = []
        let hasFailed = status?.code == .error
        for (name, value) in attributes.sorted where !(hasFailed && name == "error") {
            tags.append((name, value.zipkinText))
        }
        if hasFailed {
            let message = status?.message ?? ""
            // To everybody who reads the format, the tag alone says that it failed.
            tags.append(("error", message.isEmpty ? "true" : message))
        }
        if let status { tags.append(("otel.status_code", status.code == .ok ? "OK" : "ERROR")) }
        for (name, count) in [
            ("otel.dropped_attributes_count", droppedAttributesCount),
            ("otel.dropped_events_count", droppedEventsCount),
            ("otel.dropped_links_count", droppedLinksCount),
        ] where count > 0 {
            tags.append((name, "\(count)"))
        }
        return tags
    }
}

extension SpanAttribute {
    /// The value as text; arrays as JSON.
    fileprivate var zipkinText: String {
        switch self {
        case .string(let text): return text
        case .bool(let value): return "\(value)"
        case .int32(let value): return "\(value)"
        case .int64(let value): return "\(value)"
        case .double(let value): return "\(value)"
        case .stringConvertible(let value): return value.description
        default:
            var text = JSONText()
            text.value(self)
            return String(decoding: text.bytes, as: UTF8.self)
        }
    }
}

extension JSONText {
    fileprivate mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    fileprivate mutating func endpoint(_ name: StaticString, _ endpoint: ZipkinEndpoint) {
        guard !endpoint.isEmpty else { return }
        self.name(name)
        object { text in
            if let name = endpoint.serviceName { text.member("serviceName", name) }
            if let address = endpoint.ipv4 { text.member("ipv4", address) }
            if let address = endpoint.ipv6 { text.member("ipv6", address) }
            if let port = endpoint.port {
                text.name("port")
                text.number(port)
            }
        }
    }

    fileprivate mutating func annotations(_ events: [FinishedSpan.Event]) {
        guard !events.isEmpty else { return }
        name("annotations")
        array { list in
            for event in events {
                list.object { annotation in
                    annotation.name("timestamp")
                    annotation.number(max(event.nanosecondsSinceEpoch / 1_000, 1))
                    annotation.member("value", event.zipkinText)
                }
            }
        }
    }

    fileprivate mutating func tags(_ tags: [(String, String)]) {
        guard !tags.isEmpty else { return }
        name("tags")
        object { text in
            for (name, value) in tags {
                text.name(name)
                text.string(value)
            }
        }
    }

    fileprivate mutating func value(_ value: SpanAttribute) {
        switch value {
        case .string(let text): string(text)
        case .bool(let value): bool(value)
        case .int32(let value): number(value)
        case .int64(let value): number(value)
        case .double(let value): double(value)
        case .stringConvertible(let value): string(value.description)
        case .stringArray(let values): array { list in for value in values { list.string(value) } }
        case .boolArray(let values): array { list in for value in values { list.bool(value) } }
        case .int32Array(let values): array { list in for value in values { list.number(value) } }
        case .int64Array(let values): array { list in for value in values { list.number(value) } }
        case .doubleArray(let values): array { list in for value in values { list.double(value) } }
        case .stringConvertibleArray(let values):
            array { list in for value in values { list.string(value.description) } }
        default: string("")
        }
    }
}

extension FinishedSpan.Event {
    /// The name, and behind it the attributes as JSON when there are any.
    fileprivate var zipkinText: String {
        guard !attributes.isEmpty else { return name }
        var text = JSONText()
        text.object { members in
            for (name, value) in attributes.sorted {
                members.name(name)
                members.value(value)
            }
        }
        return "\(name): \(String(decoding: text.bytes, as: UTF8.self))"
    }
}
