public import MartletMetrics

/// Something that happened, for Datadog's event stream: a deployment, a restart.
///
/// ```swift
/// metrics.report(DogStatsDEvent("Deployed", text: "stringsvc 1.4.2", alertType: .success))
/// ```
///
/// Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/?tab=events
public struct DogStatsDEvent: Hashable, Sendable {
    /// The title.
    public var title: String

    /// What happened; it may have several lines, and Markdown between `%%%`.
    public var text: String

    /// When it happened, in seconds since 1970; when it is reported if there is none.
    public var timestamp: Int64?

    /// The host it is about; the agent's if there is none.
    public var hostname: String?

    /// Events with the same key are shown as one.
    public var aggregationKey: String?

    /// How important it is; normal if nothing is said.
    public var priority: Priority?

    /// The kind of program that says so.
    public var sourceType: String?

    /// How it is shown; as information if nothing is said.
    public var alertType: AlertType?

    /// Names and values, beside the labels of the exporter's configuration.
    public var tags: [MetricLabel]

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - title: The title.
    ///   - text: What happened.
    ///   - timestamp: When, in seconds since 1970.
    ///   - hostname: The host it is about.
    ///   - aggregationKey: Events with the same key are shown as one.
    ///   - priority: How important it is.
    ///   - sourceType: The kind of program that says so.
    ///   - alertType: How it is shown.
    ///   - tags: Names and values.
    public init(
        _ title: String,
        text: String = "",
        timestamp: Int64? = nil,
        hostname: String? = nil,
        aggregationKey: String? = nil,
        priority: Priority? = nil,
        sourceType: String? = nil,
        alertType: AlertType? = nil,
        tags: [MetricLabel] = []
    ) {
        self.title = title
        self.text = text
        self.timestamp = timestamp
        self.hostname = hostname
        self.aggregationKey = aggregationKey
        self.priority = priority
        self.sourceType = sourceType
        self.alertType = alertType
        self.tags = tags
    }
}

extension DogStatsDEvent {
    /// How important an event is.
    public struct Priority: Hashable, Sendable {
        let text: String

        /// As most are.
        public static let normal = Priority(text: "normal")

        /// Left out of what is shown at first.
        public static let low = Priority(text: "low")
    }

    /// How an event is shown.
    public struct AlertType: Hashable, Sendable {
        let text: String

        /// Something to know.
        public static let info = AlertType(text: "info")

        /// Something that went well.
        public static let success = AlertType(text: "success")

        /// Something to look at.
        public static let warning = AlertType(text: "warning")

        /// Something that failed.
        public static let error = AlertType(text: "error")
    }
}
