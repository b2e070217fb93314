extension Discovery {
    /// How watches run. Every option has a default.
    public struct Configuration: Sendable {
        /// How long the last snapshot is used while the registry is away; `nil` for ever.
        ///
        /// A registry that is away says nothing about the services that it knew: most of them still run. Set it where
        /// to call a stranger, who has got the address of an instance that is gone, is worse than to call nobody.
        public var maximumAge: Duration?

        /// The delay before a watch that has failed is tried again for the first time. Each later one is up to three
        /// times as long as the one before, at random.
        public var minimumBackoff: Duration = .milliseconds(100)

        /// The longest such delay.
        public var maximumBackoff: Duration = .seconds(30)

        /// The time after a change in which further ones are collected, so that a thousand instances that start together
        /// are a few changes and not a thousand. The first change is passed on at once.
        public var coalescing: Duration = .milliseconds(100)

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
