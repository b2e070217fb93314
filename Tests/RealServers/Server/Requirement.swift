/// Something that a test needs on the machine: a server, or a tool that judges our output.
///
/// Each file in `Servers/` and `Judges/` adds its own as a static member; `scripts/install-servers.sh` installs all.
package struct Requirement: Sendable {
    /// What it is called in messages.
    package let name: String

    /// The package that brings it, as one installs it: `apt-get install influxdb`, `pip install moto`.
    package let package: String

    private let parts: @Sendable () -> [String?]

    /// Makes one.
    ///
    /// - Parameters:
    ///   - name: What it is called in messages.
    ///   - package: The package that brings it, as one installs it.
    ///   - parts: The paths of what it needs; `nil` for what is missing. Asked each time.
    init(_ name: String, package: String, parts: @escaping @Sendable () -> [String?]) {
        self.name = name
        self.package = package
        self.parts = parts
    }

    /// Whether all of its parts are on the machine.
    package var isInstalled: Bool { parts().allSatisfy { $0 != nil } }

    /// The path of its first part, its program.
    var program: String {
        get throws {
            guard let path = parts().first ?? nil else { throw ServerError(missingMessage) }
            return path
        }
    }

    /// Says what is missing and how to get it.
    var missingMessage: String { "\(name) is not installed: run scripts/install-servers.sh (or \(package))" }
}
