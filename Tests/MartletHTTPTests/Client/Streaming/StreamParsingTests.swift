import HTTPTypes
import Martlet
import NIOCore
import Testing

@testable import MartletHTTP

@Suite("Streams of elements")
struct StreamParsingTests {
    private func events(_ texts: [String], upTo limit: Int = 1_000) async throws -> [ServerSentEvent] {
        let transport = StubTransport { _ in IncomingResponse(status: .ok, stream: pieces(texts)) }
        let endpoint: Endpoint<Empty, ResponseStream<ServerSentEvent>> =
            HTTPCaller(transport).endpoint("events", .get, "/", decode: .events(upTo: limit))
        return try await endpoint(Empty()).collect()
    }

    private func lines(_ texts: [String], upTo limit: Int = 1_000) async throws -> [Int] {
        let transport = StubTransport { _ in IncomingResponse(status: .ok, stream: pieces(texts)) }
        let endpoint: Endpoint<Empty, ResponseStream<Int>> =
            HTTPCaller(transport).endpoint("lines", .get, "/", decode: .lines(upTo: limit))
        return try await endpoint(Empty()).collect()
    }

    /// Every way of cutting a text in two, and all characters alone.
    private func cuts(_ text: String) -> [[String]] {
        let scalars = Array(text.unicodeScalars).map { String($0) }
        return (0...scalars.count).map { [scalars[..<$0].joined(), scalars[$0...].joined()] } + [scalars]
    }

    @Test("server-sent events, however they are cut", arguments: ["\n", "\r\n", "\r"])
    func serverSentEvents(lineEnd: String) async throws {
        let text = """
            \u{feff}: a comment
            data: one
            data:two

            event: add
            id: 7
            retry: 250
            unknown: x
            data:  three

            event: nothing

            data
            id

            data: cut off
            """
        let expected = [
            ServerSentEvent(data: "one\ntwo"),
            ServerSentEvent(type: "add", data: " three", lastEventID: "7", reconnectionTime: .milliseconds(250)),
            ServerSentEvent(data: "", lastEventID: "", reconnectionTime: .milliseconds(250)),
        ]
        let wire = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
        for cut in cuts(wire) { #expect(try await events(cut) == expected) }
    }

    @Test("an event or a line of it that is too long ends the stream")
    func longEvent() async throws {
        #expect(try await events(["data: 12345\n\n"], upTo: 11).count == 1)
        #expect(await status { _ = try await events(["data: 123456\n\n"], upTo: 11) }?.code == .resourceExhausted)
        let many = Array(repeating: "data: 12\n", count: 10)
        #expect(await status { _ = try await events(many, upTo: 11) }?.code == .resourceExhausted)
        let noData = Array(repeating: "data\n", count: 100)
        #expect(await status { _ = try await events(noData, upTo: 11) }?.code == .resourceExhausted)
        #expect(await status { _ = try await events([String](repeating: "x", count: 50), upTo: 11) } != nil)
    }

    @Test("values in server-sent events, as the server of this kit sends them")
    func valuesInEvents() async throws {
        let transport = StubTransport { _ in
            IncomingResponse(status: .ok, stream: pieces(["data: {\"v\":\"a\"}\n\ndata: {\"v\":\"b\"}\n\n"]))
        }
        let endpoint: Endpoint<Empty, ResponseStream<UppercaseResponse>> =
            HTTPCaller(transport).endpoint("values", .get, "/", decode: .events(of: UppercaseResponse.self))
        #expect(try await endpoint(Empty()).collect() == [.init(v: "a"), .init(v: "b")])
    }

    @Test("one value per line, however they are cut")
    func jsonLines() async throws {
        for cut in cuts("1\n22\r\n\n  \n333\n4") { #expect(try await lines(cut) == [1, 22, 333, 4]) }
        #expect(try await lines([]) == [])
        #expect(try await lines(["5"]) == [5])
    }

    @Test("a line that cannot be read or is too long ends the stream, after what came before it")
    func badLine() async throws {
        let transport = StubTransport { _ in IncomingResponse(status: .ok, stream: pieces(["1\n2\nx\n3\n"])) }
        let endpoint: Endpoint<Empty, ResponseStream<Int>> =
            HTTPCaller(transport).endpoint("lines", .get, "/", decode: .lines())
        var iterator = try await endpoint(Empty()).makeAsyncIterator()
        #expect(try await iterator.next() == 1)
        #expect(try await iterator.next() == 2)
        await #expect(throws: Status.self) { try await iterator.next() }
        #expect(try await iterator.next() == nil)
        #expect(await status { _ = try await lines(["1\n", "12", "34", "5"], upTo: 4) }?.code == .resourceExhausted)
        #expect(try await lines(["1234\n", "1234"], upTo: 4) == [1234, 1234])
    }
}
