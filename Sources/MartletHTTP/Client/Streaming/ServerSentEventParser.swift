import Martlet
import NIOCore

/// Reads server-sent events, as a browser does: comments and unknown fields are passed over, an event without data is
/// none, and an event that the end of the stream cuts off is dropped.
struct ServerSentEventParser: StreamParser {
    private let maximumByteCount: Int
    private var lines: LineSplitter
    private var isAtStart = true
    private var type = ""
    private var data = ""
    private var hasData = false
    private var lastEventID = ""
    private var reconnectionTime: Duration?

    init(maximumByteCount: Int) {
        self.maximumByteCount = maximumByteCount
        lines = LineSplitter(maximumByteCount: maximumByteCount, endsAtCR: true)
    }

    mutating func append(_ bytes: ByteBuffer) {
        lines.append(bytes)
    }

    mutating func next() throws -> ServerSentEvent? {
        while let line = try lines.next() {
            var text = String(buffer: line)[...]
            if isAtStart, text.first == "\u{FEFF}" { text = text.dropFirst() }
            isAtStart = false
            if !text.isEmpty {
                try read(text)
            } else if let event = dispatch() {
                return event
            }
        }
        return nil
    }

    mutating func finish() -> ServerSentEvent? { nil }

    private mutating func read(_ line: Substring) throws {
        let name = line.prefix { $0 != ":" }
        var value = line.dropFirst(name.count + 1)
        if value.first == " " { value = value.dropFirst() }
        switch name {
        case "event":
            type = String(value)
        case "data":
            guard data.utf8.count + value.utf8.count < maximumByteCount else {
                throw Status(.resourceExhausted, "an event of the answer has more than \(maximumByteCount) bytes")
            }
            if hasData { data += "\n" }
            data += value
            hasData = true
        case "id" where !value.contains("\0"):
            lastEventID = String(value)
        case "retry" where !value.isEmpty && value.utf8.allSatisfy({ (0x30...0x39).contains($0) }):
            if let milliseconds = Int32(value) { reconnectionTime = .milliseconds(milliseconds) }
        default:
            break
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            type = ""
            data = ""
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            type: type.isEmpty ? "message" : type,
            data: data,
            lastEventID: lastEventID,
            reconnectionTime: reconnectionTime
        )
    }
}
