extension Status {
    /// What the failing side says about trying again. It overrides what the code alone would mean.
    public struct RetryHint: Hashable, Sendable {
        private enum Kind: Hashable {
            case never
            case after(Duration)
        }

        private let kind: Kind

        /// Do not try again: it will fail again.
        public static let never = RetryHint(kind: .never)

        /// Try again, but not before some time has passed; zero means at once.
        ///
        /// - Parameter delay: The time to wait; negative values count as zero.
        public static func after(_ delay: Duration) -> RetryHint {
            RetryHint(kind: .after(max(delay, .zero)))
        }

        /// The time to wait, or `nil` when there should be no retry.
        public var delay: Duration? {
            guard case .after(let delay) = kind else { return nil }
            return delay
        }
    }
}
