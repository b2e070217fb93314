/// What a conformance suite throws: every check that failed, and why.
///
/// ```text
/// Retry does not conform: 2 of 9 checks failed
///   callsNextOnce: next was called 3 times by a call that succeeded
///   passesErrors: next threw not_found, the caller got unavailable
/// ```
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// One check that failed.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The name of the check.
        public let check: String

        /// What was expected and what happened.
        public let reason: String

        /// The check and the reason on one line.
        public var description: String { "\(check): \(reason)" }
    }

    /// The type that was checked.
    public let subject: String

    /// How many checks were run.
    public let checkCount: Int

    /// The checks that failed, in the order in which they ran.
    public let problems: [Problem]

    /// A headline and a line for each problem.
    public var description: String {
        let checks = checkCount == 1 ? "check" : "checks"
        let headline = "\(subject) does not conform: \(problems.count) of \(checkCount) \(checks) failed"
        return ([headline] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
