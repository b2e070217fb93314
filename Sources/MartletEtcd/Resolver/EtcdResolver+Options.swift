extension EtcdResolver {
    /// What a prefix may hold, so that a mistake elsewhere does not fill the memory here.
    public struct Limits: Sendable {
        /// How many keys; those that are no instance count, too.
        public var keyCount = 50_000

        /// How many bytes in keys and values together.
        public var byteCount = 64 * 1_024 * 1_024

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes limits in place.
        public init(_ change: (inout Limits) -> Void) {
            self.init()
            change(&self)
        }
    }
}
