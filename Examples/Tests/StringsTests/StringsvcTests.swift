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
        arguments: [
            ["--workers", "0"], ["--http-addr", "nowhere"], ["--log-level", "loud"], ["--unknown"],
            ["--log-format", "xml"], ["--metrics", "abacus"], ["--trace", "nowhere"], ["--admin-addr", "nowhere"],
        ]
    )
    func wrongFlags(arguments: [String]) async throws {
        let (status, message) = try await Program.run("stringsvc", arguments)
        #expect(status == .exited(64))
        #expect(message.contains("Error:"))
    }

    @Test("the admin port shows what the service does")
    func adminPort() async throws {
        // Nobody takes the spans: that is no reason to serve anything worse.
        let flags = ["--admin-addr", "127.0.0.1:0", "--metrics", "prometheus", "--trace", "otlp=http://127.0.0.1:1"]
        try await Program.run("stringsvc", flags[0], flags[1], flags[2], flags[3], flags[4], flags[5]) { program in
            _ = try await program.peer.send(.post, "/uppercase", #"{"s":"hello"}"#)
            _ = try await program.peer.send(.post, "/uppercase", #"{"s":""}"#)
            try await program.withServer("admin port") { admin in
                let page = try await admin.send(.get, "/metrics", "").body
                for line in [
                    #"rpc_server_requests_total{rpc_method="uppercase",rpc_response_status_code="OK"} 1"#,
                    #"rpc_server_requests_total{rpc_method="uppercase",rpc_response_status_code="INVALID_ARGUMENT"} 1"#,
                ] {
                    #expect(page.contains(line))
                }
                #expect(page.contains("http_server_request_duration_seconds_count{"))
                #expect(
                    try await admin.send(.get, "/readyz", "")
                        == Answer(status: 200, body: #"{"status":"ok","checks":[]}"#)
                )
                let endpoints = try await admin.send(.get, "/debug/endpoints", "").body
                #expect(endpoints.contains(#""layers":["Tracing","Instrumentation"]"#))
                #expect(try await admin.send(.get, "/version", "").status == 200)
            }
            try program.send(.terminate)
        }
    }

    @Test("the log has a line for each request, with the trace that it belongs to")
    func accessLog() async throws {
        try await Program.run("stringsvc", "--log-format", "json", "--access-log", "--trace", "otlp=http://127.0.0.1:1")
        {
            program in
            _ = try await program.peer.send(.post, "/uppercase", #"{"s":"hello"}"#)
            let line = try await program.line(containing: #""path":"/uppercase""#)
            for part in [
                #""level":"info""#, #""msg":"request""#, #""status":200"#, #""trace_id":""#,
            ] {
                #expect(line.contains(part), "\(line)")
            }
            // A number, and not the text of one.
            #expect(line.contains(/"duration_ms":[0-9]/), "\(line)")
            try program.send(.terminate)
        }
    }
}
