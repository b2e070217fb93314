import ExampleTesting
import MartletHTTP
import Subprocess
import Testing

@Suite("The program stringsvc", .timeLimit(.minutes(2)))
struct StringsvcTests {
    @Test("it serves until it is told to end", arguments: [Signal.terminate, .interrupt])
    func signals(signal: Signal) async throws {
        let status = try await Program.run("stringsvc") { program in
            let answer = try await program.peer.send(.post, "/uppercase", #"{"s":"hello"}"#)
            #expect(answer == Answer(status: 200, body: #"{"v":"HELLO"}"#))
            try program.send(signal)
        }
        #expect(status == .exited(0))
    }

    @Test(
        "wrong flags are explained",
        arguments: [["--workers", "0"], ["--http-addr", "nowhere"], ["--log-level", "loud"], ["--unknown"]]
    )
    func wrongFlags(arguments: [String]) async throws {
        let (status, message) = try await Program.run("stringsvc", arguments)
        #expect(status == .exited(64))
        #expect(message.contains("Error:"))
    }
}
