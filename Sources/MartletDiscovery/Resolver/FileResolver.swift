/// Reads the instances of a service from a file, and reads it again when it has changed: discovery without any registry,
/// for a laptop, for a test, or where a deployment writes the file.
///
/// ```json
/// {
///     "stringsvc": ["127.0.0.1:8081", {"host": "127.0.0.1", "port": 8082, "weight": 2, "zone": "eu-1a"}],
///     "profilesvc": ["[::1]:8083"]
/// }
/// ```
///
/// The file holds any number of services. One that it does not name has no instances. While the file is missing or makes no
/// sense, what was known stays; so a file that is being written does no harm, though to rename a finished one into its place
/// is better.
///
/// The file is looked at once a second, and read when its size, its time or its identity has changed.
public struct FileResolver<Time: Clock>: Resolver where Time.Duration == Duration {
    /// The path and the service.
    public let id: String

    private let path: String
    private let service: String
    private let interval: Duration
    private let clock: Time

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - path: The path of the file, which has up to 16 MiB.
    ///   - service: The service.
    ///   - interval: How often to look, at least a millisecond.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        _ path: String,
        service: String,
        every interval: Duration = .seconds(1),
        clock: Time = ContinuousClock()
    ) {
        id = "file:\(path):\(service)"
        self.path = path
        self.service = service
        self.interval = max(interval, .milliseconds(1))
        self.clock = clock
    }

    /// Watches the file.
    ///
    /// - Throws: `Status` with `unavailable` for a file that cannot be read, and `internal` for one that makes no sense.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        var known: WatchedFile.Version?
        while true {
            if let (version, bytes) = try await WatchedFile(path: path).read(unless: known) {
                report(try InstanceFile(bytes).snapshot(of: service))
                known = version
            }
            try await clock.sleep(for: interval)
        }
    }
}
