import Tracing

extension TelemetryResource {
    /// Makes a resource from variables of the environment: `OTEL_SERVICE_NAME`, and `OTEL_RESOURCE_ATTRIBUTES` with pairs such
    /// as `service.version=1.4.2,deployment.environment.name=production`, whose values may have percent signs.
    ///
    /// Nothing reads the environment by itself. Hand it in from `main`:
    ///
    /// ```swift
    /// let resource = TelemetryResource(environment: ProcessInfo.processInfo.environment)
    /// ```
    ///
    /// - Parameter environment: The variables.
    /// - Returns: The service is called `unknown_service` when nothing says its name.
    ///
    /// Source: [Environment variables](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
    public init(environment: [String: String]) {
        var found = SpanAttributes()
        for entry in Baggage(headerValue: environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "").entries {
            found.set(entry.key, value: .string(entry.value))
        }
        var name = "unknown_service"
        if case .string(let given) = found.get("service.name"), !given.isEmpty { name = given }
        if let given = environment["OTEL_SERVICE_NAME"], !given.isEmpty { name = given }
        self.init(serviceName: name) { attributes in
            found.set("service.name", value: nil)
            attributes.merge(found)
        }
    }
}
