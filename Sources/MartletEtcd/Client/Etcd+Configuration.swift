extension Etcd {
    /// How a client talks to etcd. Every option has a default.
    public struct Configuration: Sendable {
        /// How long one member has to answer a request before the next one is asked. A call takes at most this much for
        /// each endpoint.
        public var requestTimeout: Duration = .seconds(5)

        /// The bytes that an answer, or a message of a watch, may have.
        public var maximumAnswerByteCount = 16 * 1_024 * 1_024

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
