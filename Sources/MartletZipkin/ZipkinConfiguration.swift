/// Where spans are sent, and how they name this service. Every option has a default.
///
/// ```swift
/// let configuration = ZipkinConfiguration { $0.endpoint = "http://zipkin.internal:9411/api/v2/spans" }
/// ```
public struct ZipkinConfiguration: Sendable {
    /// The whole address of the collector.
    public var endpoint = "http://127.0.0.1:9411/api/v2/spans"

    /// Header fields of every request, such as a token.
    public var headers: [(name: String, value: String)] = []

    /// The address of this service: an IPv4 or IPv6 address, and nothing else.
    public var localAddress: String?

    /// The port of this service.
    public var localPort: Int?

    /// How long a request may take. The processor has a limit of its own for an attempt, and the shorter one counts.
    public var timeout = Duration.seconds(10)

    /// How many bytes an answer may have; a longer one counts as a failure that is final.
    public var maximumResponseSize = 65_536

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout ZipkinConfiguration) -> Void) {
        self.init()
        change(&self)
    }
}
