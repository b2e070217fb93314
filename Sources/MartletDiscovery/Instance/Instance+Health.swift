extension Instance {
    /// What a registry says about the health of an instance.
    public struct Health: Hashable, Sendable, CustomStringConvertible {
        /// `healthy`, `warning`, `unhealthy` or `unknown`.
        public let description: String

        /// All its checks pass, or it has none.
        public static let healthy = Health(description: "healthy")

        /// It serves, but something wants attention.
        public static let warning = Health(description: "warning")

        /// It should not be called.
        public static let unhealthy = Health(description: "unhealthy")

        /// The registry does not say.
        public static let unknown = Health(description: "unknown")
    }
}
