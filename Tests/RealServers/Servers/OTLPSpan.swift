/// A span as an OTLP receiver understood it.
package struct OTLPSpan: Sendable, Hashable {
    /// 32 hexadecimal digits.
    package let traceID: String
    /// 16 hexadecimal digits.
    package let spanID: String
    /// 16 hexadecimal digits; empty for a root span.
    package let parentSpanID: String
    /// As in the `tracestate` header.
    package let traceState: String
    /// Bits 0–7 are those of `traceparent`.
    package let flags: Int
    /// Its name.
    package let name: String
    /// 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    package let kind: Int
    /// Nanoseconds since 1970.
    package let start: Int
    /// Nanoseconds since 1970.
    package let end: Int
    /// Its attributes; integers are `.integer`, arrays `.array`, and so on.
    package let attributes: [String: JSONValue]
    /// How many attributes were dropped.
    package let droppedAttributes: Int
    /// Its events.
    package let events: [Event]
    /// Its links.
    package let links: [Link]
    /// 0 unset, 1 ok, 2 error.
    package let statusCode: Int
    /// The status message.
    package let statusMessage: String
    /// The attributes of the resource, such as `service.name`; empty from a receiver that does not show them.
    package let resource: [String: JSONValue]
    /// The name of the instrumentation scope; empty from a receiver that does not show it.
    package let scope: String

    /// Something that happened at one time.
    package struct Event: Sendable, Hashable {
        package let name: String
        /// Nanoseconds since 1970.
        package let time: Int
        package let attributes: [String: JSONValue]
    }

    /// A span that it is related to.
    package struct Link: Sendable, Hashable {
        package let traceID: String
        package let spanID: String
        package let traceState: String
        package let attributes: [String: JSONValue]
    }

    /// Reads the JSON of a span, with ids in hexadecimal and enumerations as numbers.
    init(_ span: JSONValue, resource: JSONValue = .null, scope: JSONValue = .null) {
        traceID = span["traceId"].string ?? ""
        spanID = span["spanId"].string ?? ""
        parentSpanID = span["parentSpanId"].string ?? ""
        traceState = span["traceState"].string ?? ""
        flags = span["flags"].integer ?? 0
        name = span["name"].string ?? ""
        kind = span["kind"].integer ?? 0
        start = Self.integer(span["startTimeUnixNano"])
        end = Self.integer(span["endTimeUnixNano"])
        attributes = Self.attributes(span["attributes"])
        droppedAttributes = span["droppedAttributesCount"].integer ?? 0
        events = span["events"].array.map { event in
            Event(
                name: event["name"].string ?? "",
                time: Self.integer(event["timeUnixNano"]),
                attributes: Self.attributes(event["attributes"])
            )
        }
        links = span["links"].array.map { link in
            Link(
                traceID: link["traceId"].string ?? "",
                spanID: link["spanId"].string ?? "",
                traceState: link["traceState"].string ?? "",
                attributes: Self.attributes(link["attributes"])
            )
        }
        statusCode = span["status"]["code"].integer ?? 0
        statusMessage = span["status"]["message"].string ?? ""
        self.resource = Self.attributes(resource["attributes"])
        self.scope = scope["name"].string ?? ""
    }

    /// All spans of a request to export.
    static func all(in request: JSONValue) -> [OTLPSpan] {
        request["resourceSpans"].array.flatMap { resource in
            resource["scopeSpans"].array.flatMap { scope in
                scope["spans"].array.map { OTLPSpan($0, resource: resource["resource"], scope: scope["scope"]) }
            }
        }
    }

    private static func attributes(_ list: JSONValue) -> [String: JSONValue] {
        Dictionary(list.array.map { ($0["key"].string ?? "", value($0["value"])) }) { first, _ in first }
    }

    private static func value(_ any: JSONValue) -> JSONValue {
        guard let (kind, value) = any.object.first else { return .null }
        return switch kind {
        case "intValue": .integer(integer(value))
        case "doubleValue": value.number.map { .number($0) } ?? value
        case "arrayValue": .array(value["values"].array.map(Self.value))
        case "kvlistValue": .object(attributes(value["values"]))
        default: value
        }
    }

    /// 64-bit integers are texts in the JSON of protobuf.
    private static func integer(_ value: JSONValue) -> Int { value.integer ?? Int(value.string ?? "") ?? 0 }
}
