public import MartletMetrics

/// Whether something works, for Datadog's monitors.
///
/// ```swift
/// metrics.report(DogStatsDServiceCheck("database.can_connect", .critical, message: "no answer for 5 s"))
/// ```
///
/// Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/?tab=servicechecks
public struct DogStatsDServiceCheck: Hashable, Sendable {
    /// What is checked.
    public var name: String

    /// How it is.
    public var status: Status

    /// When it was checked, in seconds since 1970; when it is reported if there is none.
    public var timestamp: Int64?

    /// The host it is about; the agent's if there is none.
    public var hostname: String?

    /// Names and values, beside the labels of the exporter's configuration.
    public var tags: [MetricLabel]

    /// Why it is so.
    public var message: String?

    /// Makes a service check.
    ///
    /// - Parameters:
    ///   - name: What is checked.
    ///   - status: How it is.
    ///   - timestamp: When it was checked, in seconds since 1970.
    ///   - hostname: The host it is about.
    ///   - tags: Names and values.
    ///   - message: Why it is so.
    public init(
        _ name: String,
        _ status: Status,
        timestamp: Int64? = nil,
        hostname: String? = nil,
        tags: [MetricLabel] = [],
        message: String? = nil
    ) {
        self.name = name
        self.status = status
        self.timestamp = timestamp
        self.hostname = hostname
        self.tags = tags
        self.message = message
    }
}

extension DogStatsDServiceCheck {
    /// How something is.
    public struct Status: Hashable, Sendable {
        let number: UInt8

        /// It works.
        public static let ok = Status(number: 0)

        /// It works, but not well.
        public static let warning = Status(number: 1)

        /// It does not work.
        public static let critical = Status(number: 2)

        /// Nobody knows.
        public static let unknown = Status(number: 3)
    }
}
