public import MartletDiscovery

/// Checks that a resolver does what `MartletDiscovery` relies on, against the registry that it is for.
///
/// ```swift
/// @Test func conforms() async throws {
///     try await ResolverConformance.check(facts: [.id, .metadata]) { service in
///         MyResolver(registry, service: service)
///     } put: { instance, service in
///         try await registry.put(instance, of: service)
///     } remove: { instance, service in
///         try await registry.delete(instance.id, of: service)
///     }
/// }
/// ```
///
/// Each check has a service of its own. The registry may take its time, within the limit.
public enum ResolverConformance {
    /// One check, by its name.
    public struct Check: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The name of the check.
        public let description: String

        /// A service that nobody has registered is an empty set, and not an error. Leave it out for DNS, where a name that
        /// is not there is a negative answer.
        public static let reportsEmptySet = Check(description: "reportsEmptySet")

        /// What was there before the watch is reported in one set.
        public static let reportsWholeSet = Check(description: "reportsWholeSet")

        /// Instances join and leave.
        public static let followsChanges = Check(description: "followsChanges")

        /// An entry whose facts change is reported with the new ones, under the same id.
        public static let followsFacts = Check(description: "followsFacts")

        /// Host, port and all facts that the registry can tell arrive as they were put.
        public static let keepsFacts = Check(description: "keepsFacts")

        /// IPv6 addresses arrive without brackets.
        public static let takesIPv6 = Check(description: "takesIPv6")

        /// Two watches of one resolver see the same.
        public static let watchesSideBySide = Check(description: "watchesSideBySide")

        /// A watch that is cancelled ends at once, with `CancellationError`.
        public static let endsWhenCancelled = Check(description: "endsWhenCancelled")

        /// The id tells services apart and nothing else.
        public static let hasStableID = Check(description: "hasStableID")

        /// All checks, in the order in which they run.
        public static let allCases: [Check] = [
            reportsEmptySet, reportsWholeSet, followsChanges, followsFacts, keepsFacts, takesIPv6, watchesSideBySide,
            endsWhenCancelled, hasStableID,
        ]
    }

    /// Runs the checks one after the other.
    ///
    /// - Parameters:
    ///   - exceptions: Checks to leave out.
    ///   - facts: What the registry can tell of an instance, beside its address.
    ///   - timeLimit: After how long a check that does not end counts as failed. Nothing waits for it otherwise.
    ///   - clock: The clock for the limit.
    ///   - makeResolver: Makes a resolver of a service.
    ///   - put: Puts an instance into the registry, or replaces the entry of the same id.
    ///   - remove: Takes it out.
    /// - Throws: ``ConformanceFailure`` that lists every check that failed; `CancellationError` when the test is cancelled.
    public static func check<Source: Resolver>(
        except exceptions: Set<Check> = [],
        facts: InstanceFacts = .all,
        timeLimit: Duration = .seconds(30),
        clock: some Clock<Duration> = ContinuousClock(),
        resolver makeResolver: @escaping @Sendable (_ service: String) -> Source,
        put: @escaping @Sendable (_ instance: Instance, _ service: String) async throws -> Void,
        remove: @escaping @Sendable (_ instance: Instance, _ service: String) async throws -> Void
    ) async throws {
        let checks = Check.allCases.filter { !exceptions.contains($0) }
        try await ConformanceRun(timeLimit: timeLimit, clock: clock).run(
            checks.map { check in
                let subject = ResolverUnderTest(
                    service: "conformance-\(check.description.lowercased())",
                    facts: facts,
                    makeResolver: makeResolver,
                    put: put,
                    remove: remove
                )
                return (check.description, { try await subject.run(check) })
            },
            of: String(describing: Source.self)
        )
    }
}
