import MartletTracing

extension OTLPConfiguration {
    /// Makes a configuration from variables of the environment, `OTEL_EXPORTER_OTLP_ENDPOINT`, `…_HEADERS`, `…_PROTOCOL`
    /// (`http/protobuf` or `http/json`), `…_COMPRESSION` and `…_TIMEOUT` (milliseconds), each with `OTEL_EXPORTER_OTLP_TRACES_`
    /// before it first.
    ///
    /// Nothing reads the environment by itself. Hand it in from `main`:
    ///
    /// ```swift
    /// let configuration = OTLPConfiguration(environment: ProcessInfo.processInfo.environment)
    /// ```
    ///
    /// - Parameter environment: The variables. What is not valid leaves the default.
    public init(environment: [String: String]) {
        self.init()
        func value(_ name: String) -> String? {
            for prefix in ["OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"] {
                if let value = environment[prefix + name], !value.isEmpty { return value }
            }
            return nil
        }
        // The address for spans is taken as it is; the other one is a base.
        if let url = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"], !url.isEmpty { tracesEndpoint = url }
        if let url = environment["OTEL_EXPORTER_OTLP_ENDPOINT"], !url.isEmpty { endpoint = url }
        if let list = value("HEADERS") {
            headers = Baggage(headerValue: list).entries.map { ($0.key, $0.value) }
        }
        switch value("PROTOCOL") {
        case "http/protobuf": encoding = .protobuf
        case "http/json": encoding = .json
        default: break
        }
        switch value("COMPRESSION") {
        case "gzip": compression = .gzip
        case "none": compression = .none
        default: break
        }
        if let milliseconds = value("TIMEOUT").flatMap({ Int64($0) }), milliseconds > 0 {
            timeout = .milliseconds(min(milliseconds, 86_400_000))
        }
    }
}
