/// Where and how spans are sent. Every option has a default.
///
/// ```swift
/// let configuration = OTLPConfiguration {
///     $0.endpoint = "https://collector.example.com:4318"
///     $0.headers = [("authorization", "Bearer \(token)")]
///     $0.compression = .gzip
/// }
/// ```
///
/// Source: [OTLP exporter configuration](https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
public struct OTLPConfiguration: Sendable {
    /// How spans are written.
    public struct Encoding: Hashable, Sendable {
        private enum Kind { case protobuf, json }
        private let kind: Kind

        /// Protobuf: what every collector understands, and the smaller one.
        public static let protobuf = Encoding(kind: .protobuf)

        /// JSON: to be read by eyes, and by what does not understand protobuf.
        public static let json = Encoding(kind: .json)
    }

    /// How bodies are compressed.
    public struct Compression: Hashable, Sendable {
        private enum Kind { case none, gzip }
        private let kind: Kind

        /// Not at all.
        public static let none = Compression(kind: .none)

        /// With gzip: about a tenth of the bytes for some of the processor's time.
        public static let gzip = Compression(kind: .gzip)
    }

    /// The address of the collector, to which `/v1/traces` is added.
    public var endpoint = "http://127.0.0.1:4318"

    /// The whole address for spans, when it is another one.
    public var tracesEndpoint: String?

    /// Header fields of every request, such as a token.
    public var headers: [(name: String, value: String)] = []

    /// How spans are written.
    public var encoding = Encoding.protobuf

    /// How bodies are compressed.
    public var compression = Compression.none

    /// How long a request may take. The processor has a limit of its own for an attempt, and the shorter one counts.
    public var timeout = Duration.seconds(10)

    /// How many bytes an answer may have; a longer one counts as a failure that is final.
    public var maximumResponseSize = 65_536

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout OTLPConfiguration) -> Void) {
        self.init()
        change(&self)
    }

    /// The whole address for spans.
    var url: String {
        tracesEndpoint ?? (endpoint.hasSuffix("/") ? endpoint + "v1/traces" : endpoint + "/v1/traces")
    }
}
