import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
    /// Runs a test or a suite only where the servers that it needs are installed.
    ///
    /// ```swift
    /// @Test(.requires(.influxDB))
    /// func writesReachTheDatabase() async throws {
    ///     try await withServer(InfluxDB.self) { server in … }
    /// }
    /// ```
    ///
    /// Where one is missing, plain `swift test` skips the test with a message that names the package. With
    /// `MARTLET_REQUIRE_SERVERS=1` in the environment, as `make test` has it, the test **fails** instead, so that nothing
    /// goes untested unnoticed.
    ///
    /// - Parameter requirements: All that the test needs.
    package static func requires(
        _ requirements: Requirement...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        let required = ProcessInfo.processInfo.environment["MARTLET_REQUIRE_SERVERS"] == "1"
        let decision = Decision(requirements, required: required)
        return .enabled(Comment(rawValue: decision.message), sourceLocation: sourceLocation) {
            try decision.allowsRun()
        }
    }
}

/// Whether a test runs, is skipped or fails: the trait without its environment.
struct Decision: Sendable {
    let message: String
    private let isComplete: Bool
    private let required: Bool

    init(_ requirements: [Requirement], required: Bool) {
        let missing = requirements.filter { !$0.isInstalled }
        message = missing.map(\.missingMessage).joined(separator: "; ")
        isComplete = missing.isEmpty
        self.required = required
    }

    /// Whether the test runs; `false` skips it.
    ///
    /// - Throws: `ServerError` when it must not be skipped.
    func allowsRun() throws -> Bool {
        guard isComplete || !required else { throw ServerError(message + "; MARTLET_REQUIRE_SERVERS=1 is set") }
        return isComplete
    }
}
