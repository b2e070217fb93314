import RealServers
import Testing

@Suite
struct ToolTests {
    @Test("gives code, output and errors, and passes the input on")
    func runs() async throws {
        let command = Command("/bin/sh", ["-c", "cat; echo $WORD >&2; exit 3"], environment: ["WORD": "word"])
        let result = try await Tool.run(command, input: "in\n".utf8)
        #expect(result.code == 3)
        #expect(result.output == "in\n")
        #expect(result.errors == "word\n")
        #expect(throws: ServerError.self) { try result.json() }
    }

    @Test("ends what takes too long")
    func limit() async throws {
        let result = try await Tool.run(Command("/bin/sh", ["-c", "tail -f /dev/null"]), within: .milliseconds(50))
        #expect(result.code == 128 + 9)
    }

    @Test("a program that is not there is an error")
    func missing() async throws {
        await #expect(throws: (any Error).self) { try await Tool.run(Command("/nowhere/program")) }
    }
}
