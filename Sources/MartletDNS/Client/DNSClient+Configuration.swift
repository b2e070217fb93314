extension DNSClient {
    /// How to ask. Every option has a default.
    public struct Configuration: Sendable {
        /// How long to wait for an answer before the question is sent again, to the next server if there is one.
        public var attemptTimeout: Duration = .seconds(1)

        /// How often each server is asked, at least once.
        public var attemptsPerServer = 3

        /// How long one question may take in all.
        public var timeout: Duration = .seconds(5)

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes a configuration in place.
        public init(_ change: (inout Configuration) -> Void) {
            self.init()
            change(&self)
        }
    }
}
