extension Registrar {
    /// How a registrar runs. Every option has a default.
    public struct Configuration: Sendable {
        /// The delay before a registration that has failed or was lost is tried again for the first time. Each later one
        /// is up to three times as long as the one before, at random.
        public var minimumBackoff: Duration = .milliseconds(100)

        /// The longest such delay.
        public var maximumBackoff: Duration = .seconds(15)

        /// How long shutting down waits for the registry to take the instance out. While the registry is away that is tried
        /// again and again.
        public var removalTimeout: Duration = .seconds(5)

        /// How long the services before this one still serve when the instance has been taken out: what it takes until
        /// the last client has learned of it.
        public var drainDelay: Duration = .seconds(2)

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
