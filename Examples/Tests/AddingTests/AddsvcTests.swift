import ExampleTesting
import MartletHTTP
import Subprocess
import Testing

@Suite("The programs addsvc and addcli", .timeLimit(.minutes(2)))
struct AddsvcTests {
    /// Ports of its own for what the tests do not call.
    private static let ports = ["debug", "grpc", "thrift", "jsonrpc", "netrpc"].flatMap {
        ["--\($0)-addr", "127.0.0.1:0"]
    }

    @Test("the service serves until it is told to end", arguments: [Signal.terminate, .interrupt])
    func signals(signal: Signal) async throws {
        let status = try await Program.run("addsvc", with: Self.ports) { program in
            let answer = try await program.peer.send(.post, "/sum", #"{"a":1,"b":2}"#)
            #expect(answer == Answer(status: 200, body: #"{"v":3}"#))
            try program.send(signal)
        }
        #expect(status == .exited(0))
    }

    @Test("the port for whoever runs it shows what the business did")
    func debugPort() async throws {
        try await Program.run("addsvc", with: Self.ports) { program in
            _ = try await program.peer.send(.post, "/sum", #"{"a":1,"b":2}"#)
            _ = try await program.peer.send(.post, "/concat", #"{"a":"1","b":"2"}"#)
            _ = try await program.peer.send(.post, "/sum", #"{"a":0,"b":0}"#)
            try await program.withServer("admin port") { admin in
                let page = try await admin.send(.get, "/metrics", "").body
                for line in [
                    "addsvc_integers_summed_total 3",
                    "addsvc_characters_concatenated_total 2",
                    #"rpc_server_requests_total{rpc_method="sum",rpc_response_status_code="OK"} 1"#,
                    #"rpc_server_requests_total{rpc_method="sum",rpc_response_status_code="INVALID_ARGUMENT"} 1"#,
                ] {
                    #expect(page.contains(line), "\(page)")
                }
            }
            try program.send(.terminate)
        }
    }

    @Test(
        "wrong flags of the service are explained",
        arguments: [
            ["--http-addr", "nowhere"], ["--rate-limit", "5"], ["--rate-limit", "0/1"], ["--rate-limit", "1/2/3"],
            ["--delay", "0"],
        ]
    )
    func wrongFlags(arguments: [String]) async throws {
        let (status, message) = try await Program.run("addsvc", arguments)
        #expect(status == .exited(64))
        #expect(message.contains("Error:"))
    }

    @Test(
        "wrong flags of the client are explained",
        arguments: [
            ["1", "2"], ["--http-addr", "127.0.0.1:1", "1"], ["--http-addr", "127.0.0.1:1", "1", "two"],
            ["--http-addr", "127.0.0.1:1", "--method", "product", "1", "2"],
        ]
    )
    func wrongClientFlags(arguments: [String]) async throws {
        let (status, message) = try await Program.run("addcli", arguments)
        #expect(status == .exited(64))
        #expect(message.contains("Error:"))
    }
}
