import Foundation
import Testing

@testable import RealServers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lives until it is killed.
private struct Sleeper: RealServer {
    static let requirement = Requirement("Sleeper", package: "apt-get install dash") { ["/bin/sh"] }
    let process: ServerProcess
    init(_ options: NoOptions, process: ServerProcess) throws { self.process = process }
    func command() throws -> Command { Command("/bin/sh", ["-c", "tail -f /dev/null & wait"]) }
    func isReady() async throws -> Bool { true }
}

@Suite
struct WatchdogTests {
    @Test("a test process that is killed leaves no server and no folder behind")
    func crash() async throws {
        let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
            try await withServer(Sleeper.self) { server in
                let line = "server \(server.process.id ?? 0) \(server.process.folder.path) end\n"
                _ = Array(line.utf8).withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
                kill(getpid(), SIGKILL)
            }
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let match = try #require(output.firstMatch(of: /server (\d+) (\S+) end/))
        let id = try #require(Int32(match.1))
        try await eventually("both are gone", within: .seconds(5)) {
            !processExists(id) && !FileManager.default.fileExists(atPath: String(match.2))
        }
    }

    @Test("a server that is forgotten without being stopped dies")
    func forgotten() async throws {
        var process: ServerProcess? = try ServerProcess(name: "forgotten")
        let folder = try #require(process?.folder.path)
        try process?.launch(Command("/bin/sh", ["-c", "exec tail -f /dev/null"]))
        let id = try #require(process?.id)
        process = nil
        try await eventually("both are gone", within: .seconds(5)) {
            !processExists(id) && !FileManager.default.fileExists(atPath: folder)
        }
    }
}
