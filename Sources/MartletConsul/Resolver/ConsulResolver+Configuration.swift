extension ConsulResolver {
    /// How a watch asks. Every option has a default.
    public struct Configuration: Sendable {
        /// How long Consul may keep a question until something changes, 1 second to 10 minutes. Consul adds up to a
        /// sixteenth at random.
        ///
        /// An idle registry gets one request in this time. A connection that is dead without a sign, as behind a firewall
        /// that has forgotten it, is noticed after this time.
        public var wait: Duration = .seconds(300)

        /// The time from one question to the next at least, when answers come at once: a registry in which something
        /// changes all the time gets two requests a second from each watch, and not as many as it can answer. While
        /// answers come at once and have nothing new it becomes up to 16 times as long.
        public var minimumInterval: Duration = .milliseconds(500)

        /// How long an answer may take that is not to wait for a change, and a late one beyond the time to wait.
        public var timeout: Duration = .seconds(10)

        /// The bytes of an answer. An instance has one to two thousand.
        public var maximumByteCount = 64 << 20

        /// The instances of an answer.
        public var maximumInstances = 100_000

        /// How fresh answers must be.
        public var consistency = ConsulConsistency.leader

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes a configuration in place.
        public init(_ change: (inout Configuration) -> Void) {
            self.init()
            change(&self)
        }

        /// The time to wait, in the bounds of Consul.
        var boundedWait: Duration { min(max(wait, .seconds(1)), .seconds(600)) }

        /// How long the answer to a blocking question may take: Consul adds up to a sixteenth to the time.
        var blockingTimeout: Duration { boundedWait + boundedWait / 16 + timeout }
    }
}
