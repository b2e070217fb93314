extension BatchSpanProcessor {
    /// How spans are batched and exported. Every option has a default.
    ///
    /// ```swift
    /// BatchSpanProcessor(exporter: exporter, options: .init { $0.maximumQueueSize = 10_000 })
    /// ```
    ///
    /// Source: [Batching processor](https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor), whose defaults
    /// these are.
    public struct Options: Hashable, Sendable {
        /// How many spans may wait, at least 1; later ones are dropped.
        public var maximumQueueSize = 2_048

        /// How many spans are exported at once, at least 1. When so many wait they are exported at once.
        public var maximumBatchSize = 512

        /// After how long fewer spans are exported.
        public var scheduleDelay = Duration.seconds(5)

        /// How long one attempt to export may take.
        public var exportTimeout = Duration.seconds(10)

        /// How often the same batch is sent at most, at least 1.
        public var maximumAttempts = 5

        /// The first delay before a batch is sent again; the next ones double, and about half of each is random.
        public var initialBackoff = Duration.seconds(1)

        /// The longest of these delays, and the longest time for which the other side may ask to be left alone.
        public var maximumBackoff = Duration.seconds(30)

        /// How long the export of what still waits may take at graceful shutdown.
        public var shutdownTimeout = Duration.seconds(10)

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes options in place.
        public init(_ change: (inout Options) -> Void) {
            self.init()
            change(&self)
        }
    }
}
