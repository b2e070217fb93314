import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import NIOPosix
import Testing

@Suite("Calls over a socket", .eachTransport, .timeLimit(.minutes(1)))
struct RoundTripTests {
    @Test("a request and its answer, byte for byte, on a connection that is used again")
    func roundTrip() async throws {
        let requests = Recorder<String>()
        try await withPeer { connection in
            while true {
                let request = try await connection.readRequest()
                guard !request.isEmpty else { return }
                requests.record("\(connection.number) \(request)")
                try await connection.answer(fields: "X-The-Dude: Abides\r\n", #"{"v":"HELLO"}"#)
            }
        } _: { http in
            let dude = Recorder<String?>()
            let uppercase: Endpoint<UppercaseRequest, UppercaseResponse> =
                http
                .before { request, _ in request.fields[.xFoo] = "abcde" }
                .after { response, _ in dude.record(response.fields[.xTheDude]) }
                .endpoint("uppercase", .post, "/uppercase?x=y")
            for _ in 0..<2 {
                let response = try await uppercase(.init(s: "hello"))
                #expect(response == .init(v: "HELLO"))
            }
            #expect(dude.elements == ["Abides", "Abides"])
        }
        let request = try #require(requests.elements.first)
        #expect(request.hasPrefix("0 POST /uppercase?x=y HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: application/json; charset=utf-8\r\n"))
        #expect(request.contains("X-Foo: abcde\r\n"))
        #expect(request.contains("Content-Length: 13\r\n"))
        #expect(request.lowercased().contains("\r\nhost: 127.0.0.1:"))
        #expect(request.hasSuffix("\r\n\r\n{\"s\":\"hello\"}"))
        #expect(requests.elements.count == 2 && requests.elements[1] == request)
    }

    @Test("a body that an encoder writes has its length, 11 bytes")
    func explicitBody() async throws {
        let requests = Recorder<String>()
        try await withPeer { connection in
            requests.record(try await connection.readRequest())
            try await connection.answer("204 No Content")
        } _: { http in
            let endpoint: Endpoint<String, Empty> = http.endpoint(
                "hello",
                .post,
                "/",
                encode: { text, request in
                    request.body = ByteBuffer(string: text)
                    request.contentType = .text
                }
            )
            _ = try await endpoint("hello world")
        }
        #expect(requests.elements.first?.contains("Content-Length: 11\r\n") == true)
        #expect(requests.elements.first?.hasSuffix("\r\n\r\nhello world") == true)
    }

    @Test("nothing is sent without a body and without a length")
    func noBody() async throws {
        let requests = Recorder<String>()
        try await withPeer { connection in
            requests.record(try await connection.readRequest())
            try await connection.answer("200 OK", "{}")
        } _: { http in
            let endpoint: Endpoint<Empty, Empty> = http.endpoint("delete", .delete, "/x")
            _ = try await endpoint(Empty())
        }
        #expect(requests.elements.first?.lowercased().contains("content-") == false)
        #expect(requests.elements.first?.hasPrefix("DELETE /x HTTP/1.1\r\n") == true)
    }

    @Test("deadline and metadata on the wire, and nothing that was smuggled into them")
    func propagation() async throws {
        let requests = Recorder<String>()
        try await withPeer { connection in
            requests.record(try await connection.readRequest())
            try await connection.answer("200 OK", "{}")
        } _: { http in
            var context = RequestContext()
            context.deadline = .after(.seconds(60))
            context.requestID = "a1b2"
            context.metadata.add("x-evil", "1\r\nX-Smuggled: 1")
            context.metadata.add("content-length", "1000")
            context.metadata.add("host", "evil.example")
            let endpoint = http.endpoint(
                "a",
                .get,
                "/p/{id}",
                encode: { (_: Empty, request: inout OutgoingRequest) in
                    request.setParameter("id", "x HTTP/1.1\r\nX-Smuggled: 2")
                    request.addQueryItem("q", "\r\nX-Smuggled: 3")
                    request.fields[.xFoo] = "1\r\nX-Smuggled: 4"
                },
                decode: { _ in Empty() }
            )
            try await RequestContext.$current.withValue(context) { _ = try await endpoint(Empty()) }
        }
        let request = try #require(requests.elements.first)
        let lines = request.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "GET /p/x%20HTTP%2F1.1%0D%0AX-Smuggled:%202?q=%0D%0AX-Smuggled%3A%203 HTTP/1.1")
        #expect(!lines.contains { $0.hasPrefix("X-Smuggled") || $0.contains("evil") || $0.contains("1000") })
        #expect(lines.contains("x-request-id: a1b2"))
        #expect(lines.filter { $0.hasPrefix("grpc-timeout: 59") || $0.hasPrefix("grpc-timeout: 60000m") }.count == 1)
    }

    @Test("chunks are put together, and informational answers passed over")
    func chunks() async throws {
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 103 Early Hints\r\n\r\n")
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for part in ["te", "st", "body"] { try await connection.writeChunk(part) }
            try await connection.write("0\r\n\r\n")
        } _: { http in
            let endpoint: Endpoint<Empty, String> = http.endpoint("chunks", .get, "/", decode: { $0.text })
            let text = try await endpoint(Empty())
            #expect(text == "testbody")
        }
    }

    @Test("redirects are not followed")
    func redirect() async throws {
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.answer("302 Found", fields: "Location: /other\r\n", "moved")
        } _: { http in
            let endpoint: Endpoint<Empty, Empty> = http.endpoint("redirect", .get, "/")
            let error = await status { _ = try await endpoint(Empty()) }
            #expect(error?.code == .unknown && error?.message == "moved")
        }
    }
}
