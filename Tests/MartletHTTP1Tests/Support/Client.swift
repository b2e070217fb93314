import MartletHTTP1

/// A connection with an input buffer, as a handler has it; tells what happened as text.
struct Client {
    var connection: HTTP1ServerConnection
    let table = HTTP1FieldTable()
    private(set) var input: [UInt8] = []

    init(limits: HTTP1Limits = HTTP1Limits()) {
        connection = HTTP1ServerConnection(limits: limits)
    }

    mutating func send(_ text: String) {
        input += text.utf8
    }

    /// Reads a whole request.
    mutating func readRequest() -> String {
        let input = input
        return describe(connection.readRequest(input.span.bytes, fields: table))
    }

    /// Reads a head.
    mutating func readHead() -> String {
        let input = input
        return describe(connection.readHead(input.span.bytes, fields: table))
    }

    /// Takes the body behind the head just read without having it removed from the input.
    mutating func readHeadThenTakeWholeBody() -> String {
        let input = input
        let event = connection.readHead(input.span.bytes, fields: table)
        guard case .head = event else { return describe(event) }
        return describe(connection.takeWholeBody(in: input.span.bytes))
    }

    /// Reads the next piece of a body.
    mutating func readBody() -> String {
        let input = input
        var position = 0
        let event = connection.readBody(in: input.span.bytes, position: &position, trailers: table)
        defer { self.input.removeFirst(position) }
        switch event {
        case .data(let range): return "data \(text(range))"
        case .incomplete(let sendsContinue): return sendsContinue ? "continue" : "incomplete"
        case .end(let count, _): return "end \(count)"
        case .refused(let refusal): return "refused \(refusal)"
        case .busy: return "busy"
        }
    }

    mutating func discardBody() -> HTTP1AfterResponse? {
        let input = input
        var position = 0
        defer { self.input.removeFirst(position) }
        return connection.discardBody(in: input.span.bytes, position: &position, trailers: table)
    }

    /// Responds with a body of two bytes and tells what's said about the connection, and what follows.
    mutating func respond(
        _ status: UInt16 = 200,
        _ framing: HTTP1ResponseFraming = .length(2)
    ) -> (option: HTTP1ConnectionOption, after: HTTP1AfterResponse) {
        let head = connection.respond(status: status, framing: framing)
        return (head.connection, connection.finishResponse())
    }

    private mutating func describe(_ event: HTTP1RequestEvent) -> String {
        switch event {
        case .incomplete(let sendsContinue):
            return sendsContinue ? "continue" : "incomplete"
        case .request(let head, let body):
            let result = "request \(text(head.path.range)) \(text(body))"
            input.removeFirst(body.upperBound)
            return result
        case .head(let head):
            let result = "head \(text(head.path.range))"
            input.removeFirst(head.byteCount)
            return result
        case .refused(let refusal):
            return "refused \(refusal)"
        case .busy:
            return "busy"
        }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: input[range], as: UTF8.self)
    }
}
