public import Tracing

/// What the spans come from: a service, its version and where it runs. Exporters send it once with every batch.
///
/// ```swift
/// let resource = TelemetryResource(serviceName: "checkout", serviceVersion: "1.4.2") {
///     $0["deployment.environment.name"] = "production"
/// }
/// ```
///
/// Source: [Resource semantic conventions](https://opentelemetry.io/docs/specs/semconv/resource/).
public struct TelemetryResource: Sendable, Equatable {
    /// What is known of it.
    public var attributes: SpanAttributes

    /// Makes a resource with the attributes `service.name`, `service.version`, `telemetry.sdk.name` and
    /// `telemetry.sdk.language`.
    ///
    /// - Parameters:
    ///   - serviceName: What the service is called.
    ///   - serviceVersion: Its version.
    ///   - change: Adds attributes.
    public init(
        serviceName: String,
        serviceVersion: String? = nil,
        _ change: (inout SpanAttributes) -> Void = { _ in }
    ) {
        var attributes: SpanAttributes = [
            "service.name": .string(serviceName),
            "telemetry.sdk.name": "martlet",
            "telemetry.sdk.language": "swift",
        ]
        if let serviceVersion { attributes.set("service.version", value: .string(serviceVersion)) }
        change(&attributes)
        self.attributes = attributes
    }

    /// What the service is called.
    public var serviceName: String {
        if case .string(let name) = attributes.get("service.name") { name } else { "unknown_service" }
    }
}
