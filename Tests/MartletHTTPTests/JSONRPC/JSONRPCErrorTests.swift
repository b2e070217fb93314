import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite("JSON-RPC 2.0: errors", .timeLimit(.minutes(1)))
struct JSONRPCErrorTests {
    private func answer(to error: any Error) async throws -> String {
        try await rpc(.calling(Endpoint("m") { (_: Empty) -> Empty in throw error }), call()).body
    }

    /// What a client makes of an error that an endpoint throws.
    private func roundTrip(_ error: any Error) async throws -> Status {
        let endpoint = Endpoint("m") { (_: Empty) -> Empty in throw error }
        let transport = try InProcessTransport(HTTPRoutes { Route("/", jsonRPC: .calling(endpoint)) })
        let call: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(transport)).endpoint("m")
        return try #require(await status { _ = try await call(Empty()) })
    }

    @Test("every code has a number, and comes back as itself", arguments: Status.Code.all)
    func codes(code: Status.Code) async throws {
        let number = code == .unknown || code == .internal ? -32_603 : -32_000 - code.rawValue
        let text = try await answer(to: Status(code, "oof"))
        #expect(
            text == #"{"jsonrpc":"2.0","error":{"code":\#(number),"message":"oof","#
                + #""data":{"status":"\#(code)"}},"id":1}"#
        )
        let status = try await roundTrip(Status(code, "oof"))
        #expect(status.code == code)
        #expect(status.message == "oof")
        #expect((status.underlying as? JSONRPCError)?.code == number)
    }

    @Test("details, hints and whether it was begun survive")
    func everythingOfAStatus() async throws {
        let detail = Status.Detail(type: "google.rpc.BadRequest", value: [0, 255, 10])
        // The status of a layer, which knows that nothing was begun.
        let limited = Endpoint("m") { (_: Empty) in Empty() }.with("limit") { _, _ in
            throw Status(
                .resourceExhausted,
                "rate limit exceeded",
                details: [detail],
                retry: .after(.milliseconds(1_500)),
                delivery: .rejected
            )
        }
        let transport = try InProcessTransport(HTTPRoutes { Route("/", jsonRPC: .calling(limited)) })
        let call: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(transport)).endpoint("m")
        let status = try #require(await status { _ = try await call(Empty()) })
        #expect(status.details == [detail])
        #expect(status.retry == .after(.milliseconds(1_500)))
        #expect(status.delivery.isUnprocessed)
        #expect(try await roundTrip(Status(.unavailable, retry: .never)).retry == .never)
    }

    @Test("an error that was not written for callers stays on this side")
    func unknownErrors() async throws {
        struct Secret: Error { var password = "xyzzy" }
        let text = try await answer(to: Secret())
        #expect(text.contains(#""code":-32603,"message":"unknown error","data":{"status":"unknown"}"#))
        #expect(!text.contains("xyzzy"))
    }

    @Test("an error with a number and data of its own")
    func ownNumbers() async throws {
        let error = try JSONRPCError(1_001, "out of stock", data: Operands(a: 1, b: 2))
        #expect(
            try await answer(to: error)
                == #"{"jsonrpc":"2.0","error":{"code":1001,"message":"out of stock","data":{"a":1,"b":2}},"id":1}"#
        )
        let status = try await roundTrip(error)
        #expect(status.code == .unknown)
        #expect(status.message == "out of stock")
        let back = try #require(status.underlying as? JSONRPCError)
        #expect(back.code == 1_001)
        #expect(try back.decodeData() == Operands(a: 1, b: 2))
    }

    @Test("data that is no JSON is left out, so that it does not spoil the answer")
    func brokenData() async throws {
        var error = JSONRPCError(7, "seven")
        error.data = Array(#"1},{"x":2"#.utf8)
        #expect(try await answer(to: error) == #"{"jsonrpc":"2.0","error":{"code":7,"message":"seven"},"id":1}"#)
    }

    @Test("a business error that the response carries is an error; Go kit's example loses it")
    func businessErrors() async throws {
        struct Reply: Encodable, FailableResponse {
            var v = 0
            var failure: (any Error)?
            enum CodingKeys: CodingKey { case v }
        }
        let endpoint = Endpoint("m") { (_: Empty) in Reply(failure: Status(.invalidArgument, "can't sum two zeroes")) }
        let text = try await rpc(.calling(endpoint), call()).body
        #expect(text.contains(#""code":-32003,"message":"can't sum two zeroes""#), "\(text)")
    }

    @Test("what a peer has answered to a call of the service is not passed on as the service's own")
    func errorsOfOtherPeers() async throws {
        let peer = JSONRPCMethods.calling(
            Endpoint("m") { (_: Empty) in Empty() }.with("limit") { _, _ in
                throw Status(.unavailable, "not now", delivery: .rejected)
            }
        )
        let upstream = try InProcessTransport(HTTPRoutes { Route("/", jsonRPC: peer) })
        let inner: Endpoint<Empty, Empty> = JSONRPCCaller(HTTPCaller(upstream)).endpoint("m")
        let outer = Endpoint("m") { (request: Empty) in try await inner(request) }
        let text = try await rpc(.calling(outer), call()).body
        #expect(text.contains(#""message":"not now","data":{"status":"unavailable"}"#), "\(text)")
    }

    @Test("fields that an error brings along are sent")
    func fields() async throws {
        struct Limited: StatusConvertible, HTTPFieldsProviding {
            var status: Status { Status(.resourceExhausted) }
            var httpFields: HTTPFields { [.retryAfter: "7"] }
        }
        let endpoint = Endpoint("m") { (_: Empty) -> Empty in throw Limited() }
        let transport = try InProcessTransport(HTTPRoutes { Route("/", jsonRPC: .calling(endpoint)) })
        for body in [call(), "[\(call())]"] {
            var request = OutgoingRequest(.post, "/")
            request.contentType = .json
            request.body.writeString(body)
            let response = try await transport.send(request, deadline: nil)
            #expect(response.status == .ok)
            #expect(response.fields[.retryAfter] == "7")
        }
    }

    @Test("a custom error encoder: a teapot")
    func teapot() async throws {
        let endpoint = Endpoint("m") { (_: Empty) -> Empty in throw Dang() }
        let methods = JSONRPCMethods.calling(endpoint).errorEncoder { _, response in
            response.status = .init(code: 418)
            response.body.writeString("not a part of the protocol")
            return JSONRPCError(418, "short and stout")
        }
        let teapot = #"{"jsonrpc":"2.0","error":{"code":418,"message":"short and stout"},"id":1}"#
        #expect(try await rpc(methods, call()) == RPCAnswer(status: 418, body: teapot))
        #expect(try await rpc(methods, "[\(call())]") == RPCAnswer(status: 418, body: "[\(teapot)]"))
    }

    @Test("the encoder's error is a failure of the service")
    func unencodable() async throws {
        let text = try await rpc(.calling(Endpoint("m") { (_: Empty) in [Double.nan] }), call()).body
        #expect(text.contains(#""code":-32603,"#) && text.hasSuffix(#","id":1}"#), "\(text)")
    }
}
