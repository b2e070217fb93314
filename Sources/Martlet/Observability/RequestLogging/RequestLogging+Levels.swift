public import Logging

extension RequestLogging {
    /// At which level a call is logged, by how it ended.
    ///
    /// ```swift
    /// RequestLogging(logger, levels: .failures)
    /// RequestLogging(logger, levels: .by { $0 == .notFound ? .debug : $0 == nil ? .info : .error })
    /// ```
    public struct Levels: Sendable {
        private let choose: @Sendable (Status.Code?) -> Logger.Level?

        /// Chooses a level of your own.
        ///
        /// - Parameter choose: The level for the code of an error, or for `nil` after a success; `nil` logs nothing.
        public static func by(_ choose: @escaping @Sendable (_ code: Status.Code?) -> Logger.Level?) -> Levels {
            Levels(choose: choose)
        }

        /// Failures of this side as errors; everything else, the mistakes of callers included, as information.
        public static let standard = by { $0?.isServerFault == true ? .error : .info }

        /// Failures of this side as errors, and nothing else.
        public static let failures = by { $0?.isServerFault == true ? .error : nil }

        func level(_ code: Status.Code?) -> Logger.Level? {
            choose(code)
        }
    }
}
