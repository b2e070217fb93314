import Testing

@testable import RealServers

@Suite(.requires(.rsyslog))
struct RsyslogTests {
    @Test("messages over UDP, TCP and a Unix socket are parsed, also after a restart")
    func roundTrip() async throws {
        let message = #"<165>1 2003-10-11T22:14:15.003Z host.example app 123 ID47 [x@1 iut="3" s="a\"b"] An "event" é"#
        let counted = "\(message.utf8.count) \(message)7 <13>1 -"
        let expected = Rsyslog.Message(
            priority: 165,
            version: "1",
            time: "2003-10-11T22:14:15.003Z",
            host: "host.example",
            application: "app",
            process: "123",
            id: "ID47",
            structuredData: #"[x@1 iut="3" s="a\"b"]"#,
            text: #"An "event" é"#,
            raw: message,
            input: "imudp"
        )
        try await withServer(Rsyslog.self) { rsyslog in
            try await UDP.send(Array(message.utf8), port: rsyslog.port)
            try await eventually("the first is there") { try rsyslog.messages() == [expected] }
            try await UnixDatagram.send(Array(message.utf8), path: rsyslog.socket)
            try await TCP.send(Array(counted.utf8), port: rsyslog.port)
            try await eventually("all are there") { try rsyslog.messages().count == 4 }
            let messages = try rsyslog.messages().filter { $0.raw == message }
            #expect(Set(messages.map(\.input)) == ["imudp", "imtcp", "imuxsock"])
            #expect(Set(messages.map(\.time)) == [expected.time])
            #expect(Set(messages.map(\.structuredData)) == [expected.structuredData])

            await rsyslog.kill()
            try await rsyslog.start()
            try await UnixDatagram.send(Array(message.utf8), path: rsyslog.socket)
            try await eventually("it takes messages again") { try rsyslog.messages().count == 5 }
        }
    }
}
