public import MartletDiscovery

/// Checks that a registry does what `Registrar` relies on, seen through a resolver of the same registry.
///
/// ```swift
/// @Test func conforms() async throws {
///     try await RegistryConformance.check { service in
///         ConsulRegistry(consul, service: service)
///     } resolver: { service in
///         ConsulResolver(consul, service: service)
///     }
/// }
/// ```
///
/// Each check has a service of its own.
public enum RegistryConformance {
    /// One check, by its name.
    public struct Check: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The name of the check.
        public let description: String

        /// An instance is seen when it has been confirmed, with its facts, and is gone when it has been removed.
        public static let registers = Check(description: "registers")

        /// Instances of one service do not disturb each other.
        public static let keepsInstancesApart = Check(description: "keepsInstancesApart")

        /// An instance that is kept again, after a crash for instance, replaces its former self.
        public static let replaces = Check(description: "replaces")

        /// Keeping ends at once when it is cancelled, with `CancellationError`.
        public static let endsWhenCancelled = Check(description: "endsWhenCancelled")

        /// To remove what is not there is no error.
        public static let removesNothing = Check(description: "removesNothing")

        /// All checks, in the order in which they run.
        public static let allCases: [Check] = [
            registers, keepsInstancesApart, replaces, endsWhenCancelled, removesNothing,
        ]
    }

    /// Runs the checks one after the other.
    ///
    /// - Parameters:
    ///   - exceptions: Checks to leave out.
    ///   - facts: What the registry can tell of an instance, beside its address.
    ///   - timeLimit: After how long a check that does not end counts as failed. Nothing waits for it otherwise.
    ///   - clock: The clock for the limit.
    ///   - makeRegistry: Makes a registry of a service.
    ///   - makeResolver: Makes a resolver of a service.
    /// - Throws: ``ConformanceFailure`` that lists every check that failed; `CancellationError` when the test is cancelled.
    public static func check<Place: Registry, Source: Resolver>(
        except exceptions: Set<Check> = [],
        facts: InstanceFacts = .all,
        timeLimit: Duration = .seconds(30),
        clock: some Clock<Duration> = ContinuousClock(),
        registry makeRegistry: @escaping @Sendable (_ service: String) -> Place,
        resolver makeResolver: @escaping @Sendable (_ service: String) -> Source
    ) async throws {
        let checks = Check.allCases.filter { !exceptions.contains($0) }
        try await ConformanceRun(timeLimit: timeLimit, clock: clock).run(
            checks.map { check in
                let service = "conformance-\(check.description.lowercased())"
                let subject = RegistryUnderTest(
                    registry: makeRegistry(service),
                    resolver: SnapshotReader(resolver: makeResolver(service)),
                    facts: facts
                )
                return (check.description, { try await subject.run(check) })
            },
            of: String(describing: Place.self)
        )
    }
}
