/// Finds the instances of one service and watches them: what each registry's module conforms to.
///
/// ```swift
/// struct EveryMinute: Resolver {
///     let id = "inventory"
///
///     func watch(_ report: @Sendable (Snapshot) -> Void) async throws {
///         while true {
///             report(Snapshot(try await inventory.instances()))
///             try await Task.sleep(for: .seconds(60))
///         }
///     }
/// }
/// ```
///
/// Applications do not call it: ``Discovery`` runs one watch for all endpoints that use the same resolver, tries again
/// after a failure, and keeps the last snapshot meanwhile; ``Instances`` is the sequence of snapshots. So a resolver has
/// no back-off, no cache and no task of its own. `ResolverConformance` of `MartletTesting` tests one.
public protocol Resolver: Sendable {
    /// Names what is watched, in logs and metrics, such as `consul:stringsvc`. Resolvers of the same id share one watch,
    /// so it holds everything that makes a difference to the result, but no secret.
    var id: String { get }

    /// Watches until the task is cancelled, or until something is wrong.
    ///
    /// - Parameter report: Takes the whole set: as soon as it is known, on every change, and, so that the age of what is
    ///   known can be told, when the registry confirms that there was none. It returns at once and may be called from
    ///   several tasks; a set that equals the last one costs nothing.
    /// - Throws: What is wrong, as `Status` with a message that names no secret; `unavailable` for a registry that cannot
    ///   be reached, `unauthenticated` and `permissionDenied` for credentials, `internal` for an answer that makes no
    ///   sense. `CancellationError` when the task was cancelled, promptly.
    ///   To return counts as a failure, too: a watch that ends silently would be missed by nobody.
    func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws
}
