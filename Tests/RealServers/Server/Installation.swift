import Foundation

/// Where programs and files that Debian's and PyPI's packages brought are found.
enum Installation {
    /// The top folder of the checkout.
    static let checkout = URL(filePath: #filePath).deletingLastPathComponent()  // Server
        .deletingLastPathComponent()  // RealServers
        .deletingLastPathComponent()  // Tests
        .deletingLastPathComponent().path

    /// The folder of what came from PyPI; see scripts/install-servers.sh.
    static let environment: String = {
        if let folder = ProcessInfo.processInfo.environment["MARTLET_SERVERS_DIR"] { return folder }
        return checkout + "/.build-servers"
    }()

    /// Debian's Python, which sees the modules of Debian's packages; a Python of one's own on PATH does not.
    static let systemPython = "/usr/bin/python3"

    /// The Python that sees the modules that came from PyPI.
    static var python: String { environment + "/bin/python3" }

    /// The path of a program of a Debian package; the system folders count even if they are not on PATH.
    static func program(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin", "/usr/local/sbin"]
        return folders.lazy.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// The path of a program of a PyPI package.
    static func pythonProgram(_ name: String) -> String? {
        let path = "\(environment)/bin/\(name)"
        return isExecutable(path) ? path : nil
    }

    /// The folder or file of a module of a PyPI package.
    static func pythonModule(_ name: String) -> String? {
        let library = environment + "/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.lazy.map { "\(library)/\($0)/site-packages/\(name)" }.first(where: exists)
    }

    static func file(_ path: String) -> String? { exists(path) ? path : nil }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private static func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
}
