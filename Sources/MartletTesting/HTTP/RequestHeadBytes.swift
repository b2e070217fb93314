import HTTPTypes
import Martlet
import MartletHTTP
import MartletHTTP1

/// The head of a request as it would stand on the wire of HTTP/1.1.
struct RequestHeadBytes {
    private let bytes: [UInt8]

    init(_ request: OutgoingRequest) throws {
        var fields = HTTP1FieldBlock()
        let authority = request.origin.firstRange(of: "://").map { request.origin[$0.upperBound...] } ?? ""
        try Self.append("Host", authority.isEmpty ? "in-process" : String(authority), to: &fields)
        if let contentType = request.contentType {
            try Self.append("Content-Type", contentType.value, to: &fields)
        }
        for field in request.fields where field.name != .contentType || request.contentType == nil {
            try Self.append(field.name.rawName, field.value, to: &fields)
        }
        var bytes = Array("\(request.method.rawValue) \(try request.target()) HTTP/1.1\r\n".utf8)
        bytes.append(contentsOf: fields.lines)
        bytes.append(contentsOf: "\r\n".utf8)
        self.bytes = bytes
    }

    private static func append(_ name: String, _ value: String, to fields: inout HTTP1FieldBlock) throws {
        do throws(HTTP1FieldError) {
            try fields.append(name: name, value: value)
        } catch {
            // Fields of the connection are a transport's own and left out, as over a socket.
            guard error == .reservedName else { throw Status(.invalidArgument, "field \(name): \(error)") }
        }
    }

    /// Lends the head as the server's parser sees it.
    func withView(_ body: (HTTP1HeadView) throws -> Void) throws {
        let table = HTTP1FieldTable(capacity: 1_000)
        let limits = HTTP1Limits(headBytes: .max, targetBytes: .max, fieldCount: 1_000)
        try bytes.withUnsafeBytes { bytes in
            var parser = HTTP1HeadParser()
            var head = HTTP1RequestHead()
            guard try parser.parse(bytes.bytes, limits: limits, into: &head, fields: table) else {
                throw HTTP1Refusal.headTooLarge
            }
            try body(HTTP1HeadView(head, bytes: bytes, table: table))
        }
    }
}
