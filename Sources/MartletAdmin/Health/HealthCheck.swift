import Martlet

/// One thing that must work for the service to be alive or ready: a connection to a store, a file that must be there.
///
/// ```swift
/// let database = HealthCheck("database", timeout: .seconds(1)) { try await store.ping() }
/// ```
public struct HealthCheck: Sendable {
    /// The name, as the report shows it.
    public let name: String

    private let timeout: Duration
    private let check: @Sendable () async throws -> Void

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - name: The name, unique among the checks of a service.
    ///   - timeout: How long the check may take; then its task is cancelled and it has failed. A check must heed
    ///     cancellation: one that does not is waited for.
    ///   - check: Throws when the thing does not work. It runs for every report, so it should be cheap.
    public init(_ name: String, timeout: Duration = .seconds(1), _ check: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.timeout = timeout
        self.check = check
    }

    func run() async -> HealthReport.Entry {
        let start = ContinuousClock.now
        do {
            try await withDeadline(.after(timeout)) { try await check() }
            return HealthReport.Entry(name: name, duration: ContinuousClock.now - start, error: nil)
        } catch {
            return HealthReport.Entry(name: name, duration: ContinuousClock.now - start, error: "\(error)")
        }
    }
}
