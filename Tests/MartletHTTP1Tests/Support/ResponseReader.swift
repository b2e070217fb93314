import MartletHTTP1

/// A client that has sent one request, and keeps a record of the answer.
struct ResponseReader {
    private var connection: HTTP1ClientConnection
    private let fields = HTTP1FieldTable()
    private var input: [UInt8] = []
    private var events: [Event] = []
    private var hasHead = false
    private var isOver = false

    private enum Event {
        case line(String)
        case data([UInt8])
    }

    init(limits: HTTP1Limits, isHead: Bool) {
        connection = HTTP1ClientConnection(limits: limits)
        connection.begin(isHead: isHead)
    }

    /// The events, with the pieces of the body put together.
    var joinedEvents: [String] {
        var lines: [String] = []
        var body: [UInt8] = []
        for event in events {
            switch event {
            case .data(let bytes): body += bytes
            case .line(let line):
                if !body.isEmpty { lines.append(String(decoding: body, as: UTF8.self)) }
                body = []
                lines.append(line)
            }
        }
        return lines
    }

    mutating func receive(_ bytes: ArraySlice<UInt8>) {
        input += bytes
        do {
            while !isOver, try hasHead ? readBody() : readHead() {}
        } catch {
            isOver = true
            events.append(.line("refused \(error)"))
        }
    }

    mutating func end() {
        guard !isOver else { return }
        events.append(.line(connection.endInput() ? "closed complete" : "closed lost"))
    }

    private mutating func readHead() throws(HTTP1Refusal) -> Bool {
        // A copy: the span would keep all of this from being changed.
        let bytes = input
        guard let head = try connection.readHead(bytes.span.bytes, fields: fields) else { return false }
        events.append(.line("\(head.status) \(String(decoding: input[head.reason.range], as: UTF8.self))"))
        input.removeFirst(head.byteCount)
        hasHead = !head.isInterim
        return true
    }

    private mutating func readBody() throws(HTTP1Refusal) -> Bool {
        var position = 0
        let bytes = input
        let part = try connection.readBody(in: bytes.span.bytes, position: &position, trailers: fields)
        defer { input.removeFirst(position) }
        switch part {
        case .incomplete:
            return false
        case .data(let range):
            events.append(.data(Array(input[range])))
            return true
        case .end:
            isOver = true
            events.append(.line(connection.isReusable ? "end reusable" : "end"))
            return false
        }
    }
}
