extension DNSResolver {
    /// How to watch. Every option has a default.
    public struct Configuration: Sendable {
        /// The shortest time between two questions, whatever the records say; Consul's say 0 seconds, for instance.
        public var minimumInterval: Duration = .seconds(5)

        /// The longest time between two questions.
        public var maximumInterval: Duration = .seconds(300)

        /// For how long a negative answer must last until it is believed, and the set becomes empty; `nil` for never, and
        /// zero for at once.
        ///
        /// That a name that had instances has none any more is more often a mistake of whoever keeps the zone, or a server
        /// that has just been restarted, than a service that has been shut down; and clients that keep addresses of nobody
        /// lose less than clients that forget those of everybody.
        public var emptyAfter: Duration?

        /// Which addresses to use.
        public var family: Family = .all

        /// What the targets of a service become.
        public var targets: Targets = .addresses

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

    /// Which addresses of a host are instances.
    public struct Family: Hashable, Sendable, CustomStringConvertible {
        /// `all`, `ipv4` or `ipv6`.
        public let description: String

        /// IPv4 and IPv6. When the server fails to answer for one of them, the whole attempt has failed.
        public static let all = Family(description: "all")

        /// IPv4 only, with half the questions.
        public static let ipv4 = Family(description: "ipv4")

        /// IPv6 only, with half the questions.
        public static let ipv6 = Family(description: "ipv6")
    }

    /// What the targets of SRV records become.
    public struct Targets: Hashable, Sendable, CustomStringConvertible {
        /// `addresses` or `names`.
        public let description: String

        /// Each address of each target is an instance, whose metadata have the name as `target`.
        public static let addresses = Targets(description: "addresses")

        /// Each target is an instance, whose host is the name: for TLS, where the name is in the certificate. Who connects
        /// looks up its address, in the way of the C library perhaps.
        public static let names = Targets(description: "names")
    }
}
