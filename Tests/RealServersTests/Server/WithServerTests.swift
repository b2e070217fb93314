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

/// A server that is a shell script, to see what becomes of a bad one.
private struct Script: RealServer {
    static let requirement = Requirement("Script", package: "apt-get install dash") { ["/bin/sh"] }
    static let defaultOptions = "echo up; exec tail -f /dev/null"
    let process: ServerProcess
    let script: String
    let number: Int

    static let made = FreshNumbers()

    init(_ options: String, process: ServerProcess) throws {
        self.process = process
        script = options
        number = Self.made.next(options)
    }

    func command() throws -> Command { Command("/bin/sh", ["-c", script, "\(number)"]) }
    func isReady() async throws -> Bool { process.log.contains("up") }
}

@Suite
struct WithServerTests {
    @Test("a server that ends at its start: the error has the end of its log")
    func failsToStart() async throws {
        let error = await #expect(throws: ServerError.self) {
            try await withServer(BadConfiguration.self) { _ in }
        }
        #expect(error?.description.contains("line 7: no such option") == true)
        #expect(error?.description.contains("Script ended") == true)
    }

    @Test("a port that was taken: another server with other ports is made")
    func retriesWithOtherPorts() async throws {
        // The first two starts fail: `$0` is the number of the server.
        let script = "[ $0 -ge 3 ] && echo up && exec tail -f /dev/null; echo 'bind: Address already in use'; exit 1"
        let number = try await withServer(Script.self, options: script) { server -> Int in
            #expect(server.isRunning)
            return server.number
        }
        #expect(number == 3)
    }

    @Test(
        "it is stopped and its folder removed, however the body ends",
        arguments: ["returns", "throws", "is cancelled"]
    )
    func alwaysStops(end: String) async throws {
        struct Stop: Error {}
        let seen = Seen()
        let task = Task {
            try await withServer(Script.self) { server in
                seen.set(server.process)
                if end == "throws" { throw Stop() }
                if end == "is cancelled" {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await eventually("never") { false }
                }
            }
        }
        let result = await task.result
        switch end {
        case "returns": #expect(throws: Never.self) { try result.get() }
        case "throws": #expect(throws: Stop.self) { try result.get() }
        default: #expect(throws: CancellationError.self) { try result.get() }
        }
        let id = try #require(seen.id)
        #expect(!processExists(id))
        seen.forget()
        #expect(!FileManager.default.fileExists(atPath: seen.folder))
    }

    @Test("what a server starts dies with it")
    func wholeTree() async throws {
        let child = try await withServer(Script.self, options: "tail -f /dev/null & echo up $!; wait") { server in
            let child = try await eventually("its child is there") { Int32(server.process.log.dropFirst(3).trimmed) }
            #expect(processIsAlive(child))
            await server.kill()
            try await eventually("its child is dead") { !processIsAlive(child) }
            return child
        }
        #expect(!processIsAlive(child))
    }

    @Test("what a server leaves behind when it ends by itself is ended")
    func orphans() async throws {
        let script = "tail -f /dev/null & echo up $!; read -r line <\"$1\""
        let gate = try TemporaryFolder("gate")
        try #require(mkfifo(gate.file("pipe"), 0o600) == 0)
        let leaves = script.replacing("$1", with: gate.file("pipe"))
        try await withServer(Script.self, options: leaves) { server in
            let child = try await eventually("its child is there") { Int32(server.process.log.dropFirst(3).trimmed) }
            #expect(processIsAlive(child))
            _ = try await Tool.run(Command("/bin/sh", ["-c", "echo go >\(gate.file("pipe"))"]))
            try await eventually("it has ended") { !server.isRunning }
            try await eventually("its child too") { !processIsAlive(child) }
        }
    }

    @Test("a signal reaches all of it")
    func suspendsTree() async throws {
        try await withServer(Script.self, options: "tail -f /dev/null & echo up $!; wait") { server in
            let child = try await eventually("its child is there") { Int32(server.process.log.dropFirst(3).trimmed) }
            server.suspend()
            try await eventually("its child is stopped") { processState(child) == "T" }
        }
    }

    @Test("terminate() asks first, and kills after the limit")
    func terminates() async throws {
        let polite = "trap 'echo bye; exit 0' TERM; echo up; while :; do tail -f /dev/null & wait $!; done"
        try await withServer(Script.self, options: polite) { server in
            await server.terminate()
            #expect(!server.isRunning)
            #expect(server.process.log.contains("bye"))
        }
        let stubborn = "trap '' TERM; echo up; while :; do tail -f /dev/null; done"
        try await withServer(Script.self, options: stubborn) { server in
            await server.terminate(within: .milliseconds(100))
            #expect(!server.isRunning)
        }
    }

    @Test("suspend() stops it, resume() lets it go on, and a suspended one can be killed")
    func suspends() async throws {
        try await withServer(Script.self) { server in
            let id = try #require(server.process.id)
            server.suspend()
            try await eventually("it is stopped") { processState(id) == "T" }
            #expect(server.isRunning)
            server.resume()
            try await eventually("it goes on") { processState(id) == "S" }
            server.suspend()
            await server.kill()
            #expect(!server.isRunning)
            try await server.start()
            #expect(server.isRunning)
        }
    }
}

/// Ends at once with a reason.
private struct BadConfiguration: RealServer {
    static let requirement = Script.requirement
    let process: ServerProcess
    init(_ options: NoOptions, process: ServerProcess) throws { self.process = process }
    func command() throws -> Command { Command("/bin/sh", ["-c", "echo 'line 7: no such option' >&2; exit 3"]) }
    func isReady() async throws -> Bool { false }
}
