import MartletTracing
import Testing
import Tracing

@testable import MartletOTLP

@Suite struct OTLPConfigurationTests {
    @Test func theDefaultsAreThoseOfOpenTelemetry() {
        let configuration = OTLPConfiguration()
        #expect(configuration.url == "http://127.0.0.1:4318/v1/traces")
        #expect(configuration.encoding == .protobuf)
        #expect(configuration.compression == .none)
        #expect(configuration.timeout == .seconds(10))
        #expect(OTLPConfiguration { $0.endpoint = "http://a/b/" }.url == "http://a/b/v1/traces")
        #expect(OTLPConfiguration { $0.tracesEndpoint = "http://a/b" }.url == "http://a/b")
    }

    @Test func anEnvironmentIsRead() {
        let configuration = OTLPConfiguration(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_EXPORTER_OTLP_HEADERS": "a=1,b=x%20y",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
        ])
        #expect(configuration.url == "http://collector:4318/v1/traces")
        #expect(configuration.headers.map { "\($0.name): \($0.value)" } == ["a: 1", "b: x y"])
        #expect(configuration.encoding == .json)
        #expect(configuration.compression == .gzip)
        #expect(configuration.timeout == .milliseconds(2_500))
    }

    @Test func whatIsSaidOfTracesCountsMore() {
        let configuration = OTLPConfiguration(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://all", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://traces/x",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
        ])
        #expect(configuration.url == "http://traces/x")
        #expect(configuration.timeout == .milliseconds(2))
        #expect(configuration.encoding == .protobuf)
    }

    @Test func whatIsNotValidLeavesTheDefault() {
        let configuration = OTLPConfiguration(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "br",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "soon", "OTEL_EXPORTER_OTLP_HEADERS": "bad",
        ])
        #expect(configuration.url == "http://127.0.0.1:4318/v1/traces")
        #expect(configuration.encoding == .protobuf)
        #expect(configuration.compression == .none)
        #expect(configuration.timeout == .seconds(10))
        #expect(configuration.headers.isEmpty)
    }

    @Test func aResourceIsReadFromAnEnvironment() {
        let resource = TelemetryResource(environment: [
            "OTEL_SERVICE_NAME": "checkout",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,service.version=1.2,deployment.environment.name=a%20b",
        ])
        #expect(resource.serviceName == "checkout")
        #expect(resource.attributes.get("service.version") == "1.2")
        #expect(resource.attributes.get("deployment.environment.name") == "a b")
        #expect(
            TelemetryResource(environment: ["OTEL_RESOURCE_ATTRIBUTES": "service.name=other"]).serviceName == "other"
        )
        #expect(TelemetryResource(environment: [:]).serviceName == "unknown_service")
    }
}
