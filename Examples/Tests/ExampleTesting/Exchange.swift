public import MartletHTTP
public import Testing

/// A row of a table: a request, and what must be answered.
public struct Exchange: CustomTestStringConvertible, Sendable {
    let method: HTTPRequest.Method
    let path: String
    let body: String?
    let answer: Answer

    /// Makes a row.
    public init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        answers status: Int,
        _ answer: String
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.answer = Answer(status: status, body: answer)
    }

    /// The request, in short.
    public var testDescription: String {
        "\(method) \(path) \(body?.prefix(40) ?? "")"
    }

    /// Sends the request and checks the answer.
    public func check(_ peer: Peer) async throws {
        let answer = try await peer.send(method, path, body)
        #expect(answer == self.answer, "\(testDescription)")
    }
}
