/// The answer of `/version`.
struct VersionPage: Encodable {
    let name: String
    let version: String
    let revision: String?
    let uptimeSeconds: Int64

    enum CodingKeys: String, CodingKey {
        case name, version, revision
        case uptimeSeconds = "uptime_seconds"
    }

    init(_ version: AdminVersion) {
        name = version.name
        self.version = version.version
        revision = version.revision
        uptimeSeconds = (ContinuousClock.now - version.started).components.seconds
    }
}
