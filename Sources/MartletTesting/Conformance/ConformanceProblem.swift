/// What a check of a conformance suite found; thrown by the check.
struct ConformanceProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Throws the problem unless the condition holds.
    static func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws(ConformanceProblem) {
        guard condition else { throw ConformanceProblem(problem()) }
    }
}
