import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("HTTP/2: requests and their answers", .timeLimit(.minutes(1)))
struct HTTP2RequestTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.post, "/echo", to: Endpoint("echo") { (text: String) in text })
        Route(.post, "/count", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        Route(.get, "/items/{id}", to: Endpoint("item") { (id: Int) in id }) { try $0.parameter("id") }
        Route(.get, "/head", to: Endpoint("head") { (fields: [String]) in fields }) { request in
            [request.target, request.authority ?? "", request[.cookie] ?? "", request[.userAgent] ?? ""]
        }
        Route(.post, "/trailers", to: Endpoint("trailers") { (text: String) in text }) { request in
            request.trailers.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: ",")
        }
        Route(.get, "/fails", to: Endpoint("fails") { (_: Empty) -> Empty in throw Status(.notFound, "nobody") })
        Route(.get, "/nothing", to: Endpoint("nothing") { (_: Empty) in Empty() }) { _ in
            Empty()
        } encode: { _, response in
            response.status = .noContent
        }
        Route(.get, "/checked", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeString("body")
            response.trailers = { HTTPFields("x-sum", "4") }
        }
        Route(.get, "/large", to: Endpoint<Empty, Empty>.nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 1_000_000)
        }
    }

    @Test("an answer: status, type, length, date, body")
    func answer() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.request(1)
                let response = try await client.response(1)
                #expect(response.status == 200)
                #expect(response["content-type"] == "application/json; charset=utf-8")
                #expect(response["content-length"] == "7")
                #expect(response["date"]?.hasSuffix(" GMT") == true)
                #expect(response["date"]?.count == 29)
                #expect(response.body == #""hello""#)
                #expect(response.resetCode == nil)
            }
        }
    }

    @Test("HTTP/1.1 and HTTP/2 on one port")
    func onePort() async throws {
        try await withServer(routes) { server in
            #expect(try await server.send(request("GET", "/")).body == #""hello""#)
            try await server.withFrames { client in
                try await client.request(1)
                #expect(try await client.response(1).body == #""hello""#)
            }
            // A method that begins like the preface, a byte at a time.
            try await server.withConnection { client in
                for byte in "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n" { try await client.send(String(byte)) }
                #expect(try await client.response().status == 405)
            }
            try await server.withFrames(FrameClient.Options(greets: false, acknowledgesSettings: false)) { client in
                for byte in FrameClient.preface + Frame.settings().bytes + Frame.request(1).bytes {
                    try await client.send([byte])
                }
                #expect(try await client.response(1).body == #""hello""#)
            }
        }
    }

    @Test("bodies: in one frame, in many, empty, padded, with an announced length")
    func bodies() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                let json = [("content-type", "application/json")]
                try await client.request(1, "POST", "/echo", json, body: #""one""#)
                #expect(try await client.response(1).body == #""one""#)

                try await client.send(Frame.request(3, "POST", "/echo", json, end: false))
                for byte in #""many""#.utf8 { try await client.send(Frame.data(3, [byte])) }
                try await client.send(Frame.data(3, [], end: true))
                #expect(try await client.response(3).body == #""many""#)

                try await client.request(5, "POST", "/count", [("content-length", "0")], body: "")
                #expect(try await client.response(5).body == "0")

                let padded = Frame(.data, flags: 1 | 8, stream: 7, payload: [3] + Array("12345".utf8) + [0, 0, 0])
                try await client.send(
                    Frame.request(7, "POST", "/count", [("content-length", "5")], end: false),
                    padded
                )
                #expect(try await client.response(7).body == "5")
            }
        }
    }

    @Test("a body of many windows arrives, and windows are given back")
    func largeBody() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                // What the client may send is bounded by what it is given, so this ends only if it gets enough.
                let piece = [UInt8](repeating: 120, count: 16_000)
                var window = (stream: 65_535, connection: 65_535)
                let initial = try await client.frame { $0.type == .settings && !$0.isAcknowledgement }
                for offset in stride(from: 0, to: initial.payload.count, by: 6)
                where initial.payload[offset + 1] == 4 {
                    window.stream = initial.number(at: offset + 2)
                }
                try await client.send(Frame.request(1, "POST", "/count", end: false))
                for _ in 0..<60 {
                    while window.stream < piece.count || window.connection < piece.count {
                        let update = try await client.frame { $0.type == .windowUpdate }
                        if update.stream == 0 {
                            window.connection += update.number(at: 0)
                        } else {
                            window.stream += update.number(at: 0)
                        }
                    }
                    try await client.send(Frame.data(1, piece))
                    window.stream -= piece.count
                    window.connection -= piece.count
                }
                try await client.send(Frame.data(1, [], end: true))
                #expect(try await client.response(1).body == "960000")
            }
        }
    }

    @Test("an answer of many windows arrives, whatever the windows and the size of frames")
    func largeAnswer() async throws {
        try await withServer(routes) { server in
            for settings in [[], [(4, 1_000)], [(5, 100_000), (4, 1_000_000)]] {
                try await server.withFrames(.init(settings: settings)) { client in
                    try await client.request(1, "GET", "/large")
                    try await client.request(3, "GET", "/")
                    // The small one is not kept waiting by the large one.
                    #expect(try await client.response(3).body == #""hello""#)
                    let response = try await client.response(1)
                    #expect(response.body.utf8.count == 1_000_000)
                    #expect(response["content-length"] == "1000000")
                }
            }
        }
    }

    @Test("trailers of a request, and of an answer that is complete")
    func trailers() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.send(
                    Frame.request(1, "POST", "/trailers", end: false),
                    Frame.data(1, Array("x".utf8)),
                    Frame.headers(1, [("x-sum", "1"), ("x-count", "2")])
                )
                #expect(try await client.response(1).body == #""x-sum=1,x-count=2""#)
                try await client.request(3, "GET", "/checked")
                let response = try await client.response(3)
                #expect(response.body == "body")
                #expect(response["content-length"] == nil)
                #expect(response.trailer("x-sum") == "4")
            }
            // On HTTP/1.1 there is no place for them.
            #expect(try await server.send(request("GET", "/checked")).body == "body")
        }
    }

    @Test("routing, parameters, errors and HEAD are as on HTTP/1.1")
    func likeHTTP1() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/items/42")
                #expect(try await client.response(1).body == "42")
                try await client.request(3, "GET", "/nowhere")
                #expect(try await client.response(3).status == 404)
                try await client.request(5, "DELETE", "/echo")
                let refused = try await client.response(5)
                #expect(refused.status == 405)
                #expect(refused["allow"] == "OPTIONS, POST")
                try await client.request(7, "GET", "/fails")
                let failed = try await client.response(7)
                #expect(failed.status == 404)
                #expect(failed.body == #"{"error":"nobody","code":"not_found"}"#)
                try await client.request(9, "HEAD", "/")
                let head = try await client.response(9)
                #expect(head["content-length"] == "7")
                #expect(head.body == "")
                try await client.request(11, "GET", "/nothing")
                let nothing = try await client.response(11)
                #expect(nothing.status == 204)
                #expect(nothing["content-length"] == nil)
                try await client.request(13, "OPTIONS", "*")
                #expect(try await client.response(13).status == 204)
                try await client.request(15, "POST", "/echo", [("content-type", "text/plain")], body: "x")
                #expect(try await client.response(15).status == 415)
            }
        }
    }

    @Test("the head: target with query, authority or Host, cookies in several fields")
    func head() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                let fields = [("cookie", "a=1"), ("user-agent", "tést"), ("cookie", "b=2"), ("host", "test")]
                try await client.request(1, "GET", "/head?q=1", fields)
                #expect(try await client.response(1).body == #"["/head?q=1","test","a=1; b=2","tést"]"#)
                let withHost = [(":method", "GET"), (":scheme", "https"), (":path", "/head"), ("host", "other:1")]
                try await client.send(Frame.headers(3, withHost))
                #expect(try await client.response(3).body == #"["/head","other:1","",""]"#)
                // Neither: as on HTTP/1.1.
                try await client.send(Frame.headers(5, [(":method", "GET"), (":scheme", "http"), (":path", "/head")]))
                #expect(try await client.response(5).status == 400)
            }
        }
    }

    @Test("who waits for 100 Continue gets it")
    func continues() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                let fields = [("expect", "100-continue"), ("content-length", "2")]
                try await client.send(Frame.request(1, "POST", "/count", fields, end: false))
                let interim = try await client.frame { $0.type == .headers }
                #expect(interim.headers.map { "\($0.0) \($0.1)" } == [":status 100"])
                #expect(!interim.endsStream)
                try await client.send(Frame.data(1, [1, 2], end: true))
                #expect(try await client.response(1).body == "2")
            }
        }
    }

    @Test("many requests at once, answered as they are done")
    func concurrent() async throws {
        let gate = Latch()
        let routes = HTTPRoutes {
            Route(
                .get,
                "/{id}",
                to: Endpoint("wait") { (id: Int) in
                    if id == 0 { await gate.wait() }
                    return id
                }
            ) { try $0.parameter("id") }
        }
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/0")
                for id in 1..<100 { try await client.request(2 * id + 1, "GET", "/\(id)") }
                for id in 1..<100 { #expect(try await client.response(2 * id + 1).body == "\(id)") }
                gate.open()
                #expect(try await client.response(1).body == "0")
            }
        }
    }
}
