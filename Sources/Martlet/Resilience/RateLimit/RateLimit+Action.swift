extension RateLimit {
    /// What becomes of calls that exceed the limit.
    public struct Action: Hashable, Sendable {
        let maximumWaiting: Int?

        /// They fail at once: for servers, whose callers can be told to come back later.
        public static let reject = Action(maximumWaiting: nil)

        /// They wait for their turn, first come, first served: for clients of a service with a limit, and for
        /// background work.
        ///
        /// A call fails at once when its turn would come after its deadline, or when too many others wait.
        ///
        /// - Parameter maximumWaiting: How many calls may wait at the same time; zero or more.
        public static func wait(maximumWaiting: Int = 1_000) -> Action {
            Action(maximumWaiting: max(maximumWaiting, 0))
        }
    }
}
