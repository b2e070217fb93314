import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Errors as responses", .timeLimit(.minutes(1)))
struct ServerErrorTests {
    /// An error whose text must stay here.
    private final class Secret: Error, CustomStringConvertible {
        let description = "password for db-1 is hunter2"
    }

    private struct Recording: ErrorHandler {
        let errors: Recorder<any Error>

        func handle(_ error: any Error, endpoint: String, context: RequestContext) { errors.record(error) }
    }

    /// Chooses everything: status, fields, code.
    private struct Enhanced: StatusConvertible, HTTPStatusProviding, HTTPFieldsProviding {
        var status: Status { Status(.failedPrecondition, "enhanced") }
        var httpStatus: HTTPResponse.Status { .init(code: 418) }
        var httpFields: HTTPFields {
            var fields = HTTPFields()
            fields[.xEdward] = "Snowden"
            fields.append(HTTPField(name: .vary, value: "Origin"))
            fields.append(HTTPField(name: .vary, value: "User-Agent"))
            fields[.contentType] = "text/plain"
            return fields
        }
    }

    private func routes(throwing error: any Error & Sendable) -> HTTPRoutes {
        HTTPRoutes { Route(.get, "/", to: Endpoint("fail") { (_: Empty) -> Empty in throw error }) }
    }

    @Test("an error that nobody knows: 500 without its text, and the handler is handed the very error")
    func unknownError() async throws {
        let secret = Secret()
        let errors = Recorder<any Error>()
        try await withServer(routes(throwing: secret).errorHandler(Recording(errors: errors))) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 500)
            #expect(response.body == #"{"error":"unknown error","code":"unknown"}"#)
            #expect(response.values("content-type") == ["application/json; charset=utf-8"])
        }
        #expect(errors.elements.count == 1)
        #expect(errors.elements.first as? Secret === secret)
    }

    @Test("an error with status, fields and a code; its content type does not make a second one")
    func enhancedError() async throws {
        try await withServer(routes(throwing: Enhanced())) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 418)
            #expect(response.values("x-edward") == ["Snowden"])
            #expect(response.values("vary") == ["Origin", "User-Agent"])
            #expect(response.values("content-type") == ["application/json; charset=utf-8"])
            #expect(response.body == #"{"error":"enhanced","code":"failed_precondition"}"#)
        }
    }

    @Test("an error wrapped in a status still chooses status and fields")
    func wrappedError() async throws {
        let status = Status(.aborted, "wrapped", underlying: Enhanced())
        try await withServer(routes(throwing: status)) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 418)
            #expect(response.values("x-edward") == ["Snowden"])
            #expect(response.body == #"{"error":"wrapped","code":"aborted"}"#)
        }
    }

    @Test("every code arrives with its status in the table, its name and its message", arguments: Status.Code.all)
    func table(_ code: Status.Code) async throws {
        try await withServer(routes(throwing: Status(code, "because"))) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == code.httpStatus.code)
            #expect(response.body == #"{"error":"because","code":"\#(code)"}"#)
        }
    }

    @Test("a hint for a retry is rounded up to seconds, and one that the error brings itself stays")
    func retryAfter() async throws {
        let status = Status(.unavailable, retry: .after(.milliseconds(1_200)))
        try await withServer(routes(throwing: status)) { server async throws in
            #expect(try await server.send(request("GET", "/")).values("retry-after") == ["2"])
        }
        let own = HTTPError(.serviceUnavailable, fields: [.retryAfter: "9"])
        try await withServer(routes(throwing: own)) { server async throws in
            #expect(try await server.send(request("GET", "/")).values("retry-after") == ["9"])
        }
    }

    @Test("a status that no final answer has becomes 500 and not a protocol error")
    func interimStatus() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.status = .init(code: 100)
            }
        }
        try await withServer(routes) { server async throws in
            #expect(try await server.send(request("GET", "/")).status == 500)
        }
    }
}
