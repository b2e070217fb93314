/// The head of a request or an answer.
struct HTTPHead {
    /// The three parts of the first line.
    let start: [String]
    let fields: HTTPFieldList

    init(_ text: String) throws {
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { throw ServerError("an empty HTTP head") }
        start = lines.removeFirst().split(separator: " ", maxSplits: 2).map(String.init)
        guard start.count >= 2 else { throw ServerError("no HTTP head: \(text.prefix(100))") }
        fields = HTTPFieldList(
            lines.compactMap { line in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return (String(line[..<colon]), line[line.index(after: colon)...].trimmed)
            }
        )
    }
}

/// Header fields in their order; names compare without regard to case.
package struct HTTPFieldList: Sendable {
    /// Names as they were sent, and values.
    package let all: [(name: String, value: String)]

    init(_ all: [(String, String)]) { self.all = all.map { (name: $0, value: $1) } }

    /// The value of the first field of that name.
    package subscript(name: String) -> String? {
        all.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Reads HTTP/1.1 messages from a socket; blocks.
final class HTTPReader {
    private let socket: Descriptor
    private var buffer: [UInt8] = []

    private static let headLimit = 1 << 16
    private static let bodyLimit = 1 << 28

    init(_ socket: Descriptor) { self.socket = socket }

    /// The next head, or nothing at the end of the connection.
    func head() throws -> HTTPHead? {
        guard let head = try read(until: [13, 10, 13, 10], limit: Self.headLimit) else { return nil }
        return try HTTPHead(String(decoding: head, as: UTF8.self))
    }

    /// The body that belongs to a head.
    ///
    /// - Parameter endsWithConnection: Whether a body without a length goes to the end of the connection, as an answer's
    ///   does; a request's is empty.
    func body(of head: HTTPHead, endsWithConnection: Bool) throws -> [UInt8] {
        if head.fields["Transfer-Encoding"]?.lowercased().contains("chunked") == true { return try chunks() }
        if let field = head.fields["Content-Length"] {
            guard let length = Int(field), (0...Self.bodyLimit).contains(length) else {
                throw ServerError("Content-Length: \(field)")
            }
            return try read(length)
        }
        guard endsWithConnection else { return [] }
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = String(decoding: try read(until: [13, 10], limit: 1024) ?? [], as: UTF8.self)
            guard let length = Int(size.prefix { $0 != ";" }.trimmed, radix: 16), length >= 0,
                body.count + length <= Self.bodyLimit
            else { throw ServerError("chunk size: \(size)") }
            if length == 0 { break }
            body += try read(length)
            _ = try read(2)
        }
        while let trailer = try read(until: [13, 10], limit: Self.headLimit), trailer.count > 2 {}
        return body
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw ServerError("the connection ended within a body") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private func read(until end: [UInt8], limit: Int) throws -> [UInt8]? {
        var from = 0
        while true {
            while from + end.count <= buffer.count {
                if buffer[from] == end[0], buffer[from..<from + end.count].elementsEqual(end) {
                    return try read(from + end.count)
                }
                from += 1
            }
            guard buffer.count < limit else { throw ServerError("an HTTP head above \(limit) bytes") }
            guard try fill() else {
                guard buffer.isEmpty else { throw ServerError("the connection ended within a head") }
                return nil
            }
        }
    }

    private func fill() throws -> Bool {
        let bytes = try socket.read()
        buffer += bytes
        return !bytes.isEmpty
    }
}

extension StringProtocol {
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text.drop { $0.isWhitespace })
    }
}
