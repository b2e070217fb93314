import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

/// The client, against answers that are written out: the literal cases of Go kit's, and what is stricter.
@Suite("JSON-RPC 2.0: the client", .timeLimit(.minutes(1)))
struct JSONRPCCallerTests {
    /// Calls `m` of a peer that answers with a text, and gives what was sent too.
    private func call<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ request: Request,
        answer: String,
        status: HTTPResponse.Status = .ok,
        parameters: [String] = [],
        ids: JSONRPCIDs = .numbers()
    ) async throws -> (response: Response, sent: String) {
        let stub = StubTransport(IncomingResponse(status: status, text: answer))
        let endpoint: Endpoint<Request, Response> =
            JSONRPCCaller(HTTPCaller(stub), "/rpc", ids: ids).endpoint("m", parameters: parameters)
        let response = try await endpoint(request)
        return (response, stub.requests.first.map { String(buffer: $0.body) } ?? "")
    }

    private func failure(_ answer: String, _ httpStatus: HTTPResponse.Status = .ok) async -> Status? {
        await status { let _: (Int, String) = try await call([1], answer: answer, status: httpStatus) }
    }

    @Test("a request: POST, JSON, method, params, id")
    func request() async throws {
        let stub = StubTransport(IncomingResponse(status: .ok, text: #"{"jsonrpc":"2.0","result":5,"id":0}"#))
        let endpoint: Endpoint<Operands, Int> = JSONRPCCaller(HTTPCaller(stub).at("http://h"), "/rpc").endpoint("add")
        #expect(try await endpoint(Operands(a: 2, b: 2)) == 5)
        let request = try #require(stub.requests.first)
        #expect(request.method == .post)
        #expect(try request.url() == "http://h/rpc")
        #expect(request.contentType == .json)
        #expect(String(buffer: request.body) == #"{"jsonrpc":"2.0","method":"add","params":{"a":2,"b":2},"id":0}"#)
        #expect(endpoint.name == "add")
        #expect(endpoint.endsByDeadline)
        #expect(!endpoint.isIdempotent)
    }

    @Test("ids follow one another: 0, 1, 2, … 99; those of another caller are its own")
    func ids() async throws {
        let stub = StubTransport { request in
            let text = String(buffer: request.body)
            let id = text.split(separator: #""id":"#).last?.dropLast() ?? ""
            return IncomingResponse(status: .ok, text: #"{"jsonrpc":"2.0","result":{},"id":\#(id)}"#)
        }
        let caller = JSONRPCCaller(HTTPCaller(stub))
        let endpoints: [Endpoint<Empty, Empty>] = [caller.endpoint("a"), caller.endpoint("b")]
        for index in 0..<100 { _ = try await endpoints[index % 2](Empty()) }
        #expect(
            stub.requests.enumerated().allSatisfy { index, request in
                String(buffer: request.body).hasSuffix(#","id":\#(index)}"#)
            }
        )
    }

    @Test("ids of one's own")
    func ownIDs() async throws {
        let (response, sent): (String, String) = try await call(
            Empty(),
            answer: #"{"jsonrpc":"2.0","result":"boogaloo","id":"\u0061<"}"#,
            ids: .texts { "a<" }
        )
        #expect(response == "boogaloo")
        #expect(sent == #"{"jsonrpc":"2.0","method":"m","id":"a<"}"#)
    }

    @Test("params by position, from the names of members")
    func positional() async throws {
        let answer = #"{"jsonrpc":"2.0","result":1,"id":0}"#
        let (_, sent): (Int, String) =
            try await call(Operands(a: 1, b: 2), answer: answer, parameters: ["b", "c", "a", "d"])
        #expect(sent == #"{"jsonrpc":"2.0","method":"m","params":[2,null,1],"id":0}"#)
    }

    @Test("params that are no structure are not sent")
    func scalars() async throws {
        let stub = StubTransport()
        let endpoint: Endpoint<Int, Int> = JSONRPCCaller(HTTPCaller(stub)).endpoint("m")
        let failure = try #require(await status { _ = try await endpoint(1) })
        #expect(failure.code == .invalidArgument)
        #expect(failure.delivery == .rejected)
        #expect(stub.requests.isEmpty)
    }

    @Test("an error object, with the words and the number of the peer")
    func errors() async throws {
        let answer = #"{"jsonrpc":"2.0","error":{"code":-32603,"message":"Bad thing happened."},"id":0}"#
        let status = try #require(await failure(answer))
        #expect(status.code == .internal)
        #expect(status.message == "Bad thing happened.")
        #expect((status.underlying as? JSONRPCError)?.code == JSONRPCError.internalErrorCode)
        #expect(await failure(answer.replacing("-32603", with: "-32601"))?.code == .unimplemented)
        #expect(await failure(answer.replacing("-32603", with: "-32602"))?.code == .invalidArgument)
        // What other peers mean by their own numbers is not known.
        #expect(await failure(answer.replacing("-32603", with: "-32005"))?.code == .unknown)
        #expect(await failure(answer.replacing("-32603", with: "42"))?.code == .unknown)
    }

    @Test("an error without an id is the answer, as old peers and those who found none send it")
    func errorsWithoutID() async throws {
        let answer = #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}"#
        #expect(await failure(answer)?.message == "Parse error")
    }

    @Test("an error object counts whatever the status of HTTP; without one that says what happened")
    func httpStatus() async throws {
        let answer = #"{"jsonrpc":"2.0","error":{"code":7,"message":"seven"},"id":0}"#
        #expect(await failure(answer, .internalServerError)?.message == "seven")
        #expect(await failure("not found here", .notFound)?.code == .notFound)
        #expect(await failure("", .serviceUnavailable)?.code == .unavailable)
    }

    @Test(
        "what is no answer to the call is said to be none",
        arguments: [
            #"{"jsonrpc":"2.0","result":5,"id":1}"#, #"{"jsonrpc":"2.0","result":5,"id":"0"}"#,
            #"{"jsonrpc":"2.0","result":5,"id":null}"#, #"{"jsonrpc":"2.0","result":5}"#,
            #"{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":1}"#, #"{"jsonrpc":"2.0","id":0}"#,
            #"{"jsonrpc":"2.0","error":{"message":"no code"},"id":0}"#, #"{"jsonrpc":"2.0","error":"text","id":0}"#,
            #"[{"jsonrpc":"2.0","result":5,"id":0}]"#, "{}", "", "5", "clearlynotjson",
            #"{"jsonrpc":"2.0","result":"five","id":0}"#,
        ]
    )
    func noAnswer(text: String) async throws {
        let status = try #require(await failure(text))
        #expect(status.code == .internal, "\(status)")
        #expect(status.message.hasPrefix("cannot read the answer: "), "\(status)")
    }

    @Test("a null error beside a result is none")
    func nullError() async throws {
        let (response, _): (Int, String) = try await call([1], answer: #"{"result":5,"error":null,"id":0}"#)
        #expect(response == 5)
    }

    @Test("a notification has no id, and nothing is expected for it")
    func notifications() async throws {
        for (status, text) in [(HTTPResponse.Status.noContent, ""), (.ok, ""), (.ok, #"{"result":1,"id":null}"#)] {
            let stub = StubTransport(IncomingResponse(status: status, text: text))
            let notify: Endpoint<[String: Int], Empty> = JSONRPCCaller(HTTPCaller(stub)).notification("seen")
            _ = try await notify(["a": 1])
            let sent = try #require(stub.requests.first)
            #expect(String(buffer: sent.body) == #"{"jsonrpc":"2.0","method":"seen","params":{"a":1}}"#)
        }
        let stub = StubTransport(IncomingResponse(status: .serviceUnavailable))
        let notify: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(stub)).notification("seen")
        #expect(await status { _ = try await notify(Empty()) }?.code == .unavailable)
    }

    @Test(
        "hooks run whatever the body is, and know the method",
        arguments: [
            (HTTPResponse.Status.ok, ""), (.internalServerError, ""), (.ok, "{}"),
            (.ok, #"{"jsonrpc":"2.0","error":{"code":32603,"message":"Bad thing happened."}}"#),
        ]
    )
    func hooks(httpStatus: HTTPResponse.Status, text: String) async throws {
        let log = Recorder<String>()
        let stub = StubTransport(IncomingResponse(status: httpStatus, text: text))
        let http = HTTPCaller(stub)
            .before { request, context in
                log.record("before \(context[JSONRPCCall.self]?.method ?? "-") \(context[JSONRPCCall.self]?.id ?? "-")")
                request.fields[.xFoo] = "beforeFuncWozEre"
            }
            .after { response, _ in log.record("after \(response.status.code)") }
            .finalizer { call in log.record("finalizer \(call.name)") }
        let endpoint: Endpoint<Empty, Empty> = JSONRPCCaller(http).endpoint("m")
        _ = await status { _ = try await endpoint(Empty()) }
        #expect(log.elements == ["before m 0", "after \(httpStatus.code)", "finalizer m"])
        #expect(stub.requests.first?.fields[.xFoo] == "beforeFuncWozEre")
    }

    @Test("the deadline and the metadata go with the call")
    func propagation() async throws {
        let stub = StubTransport(IncomingResponse(status: .ok, text: #"{"jsonrpc":"2.0","result":{},"id":0}"#))
        let endpoint: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(stub)).endpoint("m")
        var context = RequestContext()
        context.deadline = .after(.seconds(60))
        context.requestID = "r1"
        try await RequestContext.$current.withValue(context) { _ = try await endpoint(Empty()) }
        let request = try #require(stub.requests.first)
        #expect(request.fields[.xRequestID] == "r1")
        #expect(request.fields[.grpcTimeout] != nil)
        #expect(stub.deadlines == [context.deadline])
    }

    @Test("what the peer never saw may be sent again")
    func delivery() async throws {
        let stub = StubTransport { _ in throw Status(.unavailable, "nobody there", delivery: .unprocessed) }
        let endpoint: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(stub)).endpoint("m")
        #expect(await status { _ = try await endpoint(Empty()) }?.delivery == .unprocessed)
        let refused = #"{"code":-32014,"message":"full","data":{"status":"unavailable","unprocessed":true}}"#
        let answer = await failure(#"{"jsonrpc":"2.0","error":\#(refused),"id":0}"#)
        #expect(answer?.delivery == .unprocessed)
        #expect(answer?.code == .unavailable)
    }
}
