import HTTPTypes
import Logging
import MartletAdmin
import MartletHTTP
import MartletTesting
import NIOCore

/// Asks the pages of an admin port without a socket.
struct AdminClient {
    private let transport: InProcessTransport

    init(_ configure: (inout AdminServer.Configuration) -> Void = { _ in }) throws {
        transport = try InProcessTransport(AdminServer(logger: .silent, configure).routes)
    }

    func get(_ path: String, host: String = "localhost", _ fields: HTTPFields = [:]) async throws -> IncomingResponse {
        var request = OutgoingRequest(.get, "http://\(host)\(path)")
        request.fields = fields
        return try await transport.send(request, deadline: nil)
    }

    func put(_ path: String, json: String, type: MediaType? = .json) async throws -> IncomingResponse {
        var request = OutgoingRequest(.put, "http://localhost\(path)")
        request.contentType = type
        request.body.writeString(json)
        return try await transport.send(request, deadline: nil)
    }
}

extension Logger {
    static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
}
