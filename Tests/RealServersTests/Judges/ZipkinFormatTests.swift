import RealServers
import Testing

@Suite(.requires(.pyZipkin))
struct ZipkinFormatTests {
    @Test("a good body comes back as it was")
    func good() async throws {
        let body = """
            [{"traceId":"0102030405060708090a0b0c0d0e0f10","id":"0102030405060708","parentId":"1112131415161718",
            "name":"get","kind":"CLIENT","timestamp":1700000000123457,"duration":999,"shared":true,"debug":true,
            "localEndpoint":{"serviceName":"a","ipv4":"127.0.0.1","port":80},"remoteEndpoint":{"ipv6":"::1"},
            "tags":{"x":"y"},"annotations":[{"timestamp":1700000000123459,"value":"event"}]},
            {"traceId":"0102030405060708","id":"0102030405060708"}]
            """
        let spans = try await ZipkinFormat.reencoded(body.utf8)
        #expect(spans == (try ZipkinFormat.parsed(body.utf8)))
        #expect(spans.count == 2)
    }

    @Test(
        "a bad body is refused",
        arguments: [
            "[]", "{}", #"[{"traceId":"01","id":"0102030405060708"}]"#, #"[{"traceId":"0102030405060708"}]"#,
            #"[{"traceId":"0102030405060708","id":"0102030405060708","kind":"SERVR"}]"#,
            #"[{"traceId":"0102030405060708","id":"0102030405060708","tags":{"a":1}}]"#,
            #"[{"traceId":"0102030405060708","id":"0102030405060708","timestamp":"1"}]"#,
            #"[{"traceId":"0102030405060708","id":"0102030405060708","durations":1}]"#,
        ]
    )
    func bad(body: String) async throws {
        await #expect(throws: ServerError.self) { try await ZipkinFormat.reencoded(body.utf8) }
    }
}
