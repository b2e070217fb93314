/// What `/version` tells.
public struct AdminVersion: Sendable {
    /// The name of the service.
    public let name: String

    /// The version.
    public let version: String

    /// The revision of the sources, if it is known.
    public let revision: String?

    let started = ContinuousClock.now

    /// Tells the version of the service, and from now on for how long it has been running.
    ///
    /// - Parameters:
    ///   - name: The name of the service.
    ///   - version: The version.
    ///   - revision: The revision of the sources, if it is known.
    public init(name: String, version: String, revision: String? = nil) {
        self.name = name
        self.version = version
        self.revision = revision
    }
}
