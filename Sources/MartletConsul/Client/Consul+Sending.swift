import HTTPTypes
import Martlet
import MartletHTTP
import MartletJSON
import NIOCore

extension Consul {
    /// Asks for a value.
    ///
    /// - Parameters:
    ///   - request: The request, without the token.
    ///   - limit: How long to wait for the whole answer.
    ///   - maximumByteCount: The bytes that the answer may have.
    /// - Throws: `Status`, or `CancellationError`.
    func ask<Value: Decodable>(
        _ request: OutgoingRequest,
        within limit: Duration,
        maximumByteCount: Int = ConsulAnswer.maximumByteCount
    ) async throws -> (value: Value, answer: ConsulAnswer) {
        let answer = try await send(request, within: limit, maximumByteCount: maximumByteCount)
        if let failure = answer.failure(hiding: token) { throw failure }
        return (try answer.decode(upTo: maximumByteCount), answer)
    }

    /// Tells the agent something that it answers with success or failure.
    ///
    /// - Throws: `Status`, or `CancellationError`.
    func tell(_ request: OutgoingRequest, within limit: Duration) async throws {
        let answer = try await send(request, within: limit)
        if let failure = answer.failure(hiding: token) { throw failure }
    }

    /// Makes a request with the URL of this Consul.
    ///
    /// - Parameter path: The path, in which `{id}` stands for a parameter.
    func request(_ method: HTTPRequest.Method, _ path: String, id: String) -> OutgoingRequest {
        var request = OutgoingRequest(method, url + path)
        request.setParameter("id", id)
        return request
    }

    /// Sends a request, and gives the answer, whatever it says.
    ///
    /// - Throws: `Status` with `unavailable` when there is no answer, `internal` when it is too large;
    ///   `CancellationError`.
    func send(
        _ request: OutgoingRequest,
        within limit: Duration,
        maximumByteCount: Int = ConsulAnswer.maximumByteCount
    ) async throws -> ConsulAnswer {
        var request = request
        if let token { request.fields[.consulToken] = token }
        request.responseBody = .collected(upTo: maximumByteCount)
        do {
            return ConsulAnswer(try await transport.send(request, deadline: .after(limit)))
        } catch let status as Status where status.code == .deadlineExceeded {
            throw Status(.unavailable, "Consul has not answered in time", underlying: status)
        } catch let status as Status where status.code == .resourceExhausted {
            throw Status(.internal, "Consul's answer is too large: \(status.message)", underlying: status)
        }
    }
}

extension HTTPField.Name {
    // The names are tokens, so they are there; the fallback is never used.
    static let consulToken = HTTPField.Name("X-Consul-Token") ?? .authorization
    static let consulIndex = HTTPField.Name("X-Consul-Index") ?? .eTag
    static let consulContentHash = HTTPField.Name("X-Consul-ContentHash") ?? .eTag
}
