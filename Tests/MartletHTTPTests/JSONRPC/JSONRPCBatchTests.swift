import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite("JSON-RPC 2.0: batches of a client", .timeLimit(.minutes(1)))
struct JSONRPCBatchTests {
    /// Sends two calls, with the ids 0 and 1, to a peer that answers with a text.
    private func answers(
        _ text: String,
        _ httpStatus: HTTPResponse.Status = .ok
    ) async throws -> (Result<Int, any Error>, Result<Total, any Error>) {
        let stub = StubTransport(IncomingResponse(status: httpStatus, text: text))
        var batch = JSONRPCCaller(HTTPCaller(stub)).batch()
        let first = try batch.call("one", [1], as: Int.self)
        let second = try batch.call("two", [2], as: Total.self)
        let answers = try await batch.send()
        return (answers[first], answers[second])
    }

    private func code(_ result: Result<some Any, any Error>) -> Status.Code? {
        guard case .failure(let error) = result else { return nil }
        return (error as? Status)?.code
    }

    private let one = #"{"jsonrpc":"2.0","result":1,"id":0}"#
    private let two = #"{"jsonrpc":"2.0","result":{"v":2},"id":1}"#

    @Test("calls and notifications in one request, answered by the server of this kit")
    func roundTrip() async throws {
        let log = Recorder<String>()
        let methods = JSONRPCMethods {
            JSONRPCMethod("add", to: Endpoint("add") { (numbers: Operands) in Total(v: numbers.a + numbers.b) })
            JSONRPCMethod("join", to: Endpoint("join") { (texts: [String]) in texts.joined() })
            JSONRPCMethod("log", to: Endpoint("log") { (line: [String]) in log.record(line[0]) })
        }
        let transport = try InProcessTransport(HTTPRoutes { Route("/", jsonRPC: methods) })
        var batch = JSONRPCCaller(HTTPCaller(transport)).batch()
        let sum = try batch.call("add", Operands(a: 1, b: 2), as: Total.self)
        try batch.notify("log", ["hello"])
        let text = try batch.call("join", ["a", "b"], as: String.self)
        let missing = try batch.call("nothing", Empty(), as: Empty.self)
        let empty = try batch.call("log", ["again"], as: Empty.self)
        let answers = try await batch.send()
        #expect(try answers[sum].get() == Total(v: 3))
        #expect(try answers[text].get() == "ab")
        #expect(code(answers[missing]) == .unimplemented)
        #expect(try answers[empty].get() == Empty())
        #expect(log.elements.sorted() == ["again", "hello"])
    }

    @Test("what is sent")
    func request() async throws {
        let stub = StubTransport(IncomingResponse(status: .noContent))
        var batch = JSONRPCCaller(HTTPCaller(stub)).batch()
        _ = try batch.call("a", Operands(a: 1, b: 2), parameters: ["b", "a"], as: Int.self)
        try batch.notify("b", Empty())
        _ = try batch.call("c", [1], as: Int.self)
        _ = try await batch.send()
        #expect(
            stub.requests.first.map { String(buffer: $0.body) }
                == #"[{"jsonrpc":"2.0","method":"a","params":[2,1],"id":0},{"jsonrpc":"2.0","method":"b"},"#
                + #"{"jsonrpc":"2.0","method":"c","params":[1],"id":1}]"#
        )
    }

    @Test("answers may come in any order")
    func order() async throws {
        let (first, second) = try await answers("[\(two),\(one)]")
        #expect(try first.get() == 1)
        #expect(try second.get() == Total(v: 2))
    }

    @Test("a call that is not answered says so, and what the peer says without an id")
    func missing() async throws {
        let stray = #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}"#
        let (first, second) = try await answers("[\(stray),\(two),\(stray)]")
        guard case .failure(let error as Status) = first else { throw Dang() }
        #expect(error.code == .internal)
        #expect(
            error.message == "cannot read the answer: the peer has not answered this call, and says: Invalid Request"
        )
        #expect(try second.get() == Total(v: 2))
        #expect(code(try await answers("[\(two)]").0) == .internal)
        #expect(code(try await answers("", .noContent).0) == .internal)
    }

    @Test("a result that cannot be read spoils only its own call")
    func unreadable() async throws {
        let (first, second) = try await answers(#"[{"jsonrpc":"2.0","result":"x","id":0},\#(two)]"#)
        #expect(code(first) == .internal)
        #expect(try second.get() == Total(v: 2))
    }

    @Test("an answer twice, one that no call has asked for, one without an id, and what is no answer at all")
    func wrong() async throws {
        let other = #"{"jsonrpc":"2.0","result":1,"id":7}"#
        let noID = #"{"jsonrpc":"2.0","result":1,"id":null}"#
        for text in [
            "[\(one),\(one),\(two)]", "[\(one),\(two),\(other)]", "[\(noID),\(one),\(two)]", "[1]", "[]x", one, "{}",
            "5",
        ] {
            let status = try #require(await status { _ = try await answers(text) }, "\(text)")
            #expect(status.code == .internal, "\(text)")
        }
    }

    @Test("an error object in place of the array is the error of the whole")
    func wholeError() async throws {
        let text = #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"too many"},"id":null}"#
        #expect(await status { _ = try await answers(text) }?.message == "too many")
        #expect(await status { _ = try await answers(text, .badRequest) }?.message == "too many")
        #expect(await status { _ = try await answers("sorry", .serviceUnavailable) }?.code == .unavailable)
    }

    @Test("notifications alone expect nothing; an empty batch is not sent")
    func nothingExpected() async throws {
        let stub = StubTransport(IncomingResponse(status: .noContent))
        let caller = JSONRPCCaller(HTTPCaller(stub))
        _ = try await caller.batch().send()
        #expect(stub.requests.isEmpty)
        var batch = caller.batch()
        try batch.notify("a", [1])
        _ = try await batch.send()
        #expect(stub.requests.count == 1)
    }

    @Test("two calls with one id are refused before anything is sent")
    func repeatedIDs() async throws {
        var batch = JSONRPCCaller(HTTPCaller(StubTransport()), ids: .texts { "same" }).batch()
        _ = try batch.call("a", [1], as: Int.self)
        #expect(throws: Status.self) { _ = try batch.call("b", [2], as: Int.self) }
    }
}
