import Foundation

/// A small HTTP client for reading back: one connection per request to 127.0.0.1, bounded in time.
package enum HTTP {
    /// What came back.
    package struct Reply: Sendable {
        /// The status code.
        package let status: Int
        /// The header fields.
        package let fields: HTTPFieldList
        /// The body, without transfer encoding.
        package let body: [UInt8]

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON.
        package func json() throws -> JSONValue { try decode(JSONValue.self) }

        /// The body as JSON of a known shape.
        package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: Data(body))
            } catch {
                throw ServerError("status \(status), body \(text.prefix(500)): \(error)")
            }
        }

        /// Itself if the status code says so.
        ///
        /// - Throws: `ServerError` with the body otherwise.
        package func expecting(_ codes: ClosedRange<Int> = 200...299) throws -> Reply {
            guard codes.contains(status) else { throw ServerError("status \(status): \(text.prefix(500))") }
            return self
        }
    }

    /// Sends GET.
    package static func get(
        _ path: String,
        port: Int,
        fields: [(String, String)] = [],
        within limit: Duration = .seconds(5)
    ) async throws -> Reply {
        try await send("GET", path, port: port, fields: fields, within: limit)
    }

    /// Sends POST.
    package static func post(
        _ path: String,
        port: Int,
        fields: [(String, String)] = [],
        body: some Sequence<UInt8> = [],
        within limit: Duration = .seconds(5)
    ) async throws -> Reply {
        try await send("POST", path, port: port, fields: fields, body: Array(body), within: limit)
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: Path and query, percent-encoded.
    ///   - port: Of 127.0.0.1.
    ///   - fields: Added to `Host`, `Connection` and `Content-Length`.
    ///   - body: The body.
    ///   - limit: For how long each read and write may take.
    package static func send(
        _ method: String,
        _ path: String,
        port: Int,
        fields: [(String, String)] = [],
        body: [UInt8] = [],
        within limit: Duration = .seconds(5)
    ) async throws -> Reply {
        try await offPool {
            let socket = try Descriptor(type: streamType)
            socket.setTimeout(limit)
            try socket.connectToLoopback(port: port)
            var head = "\(method) \(path) HTTP/1.1\r\n"
            if !fields.contains(where: { $0.0.lowercased() == "host" }) { head += "Host: 127.0.0.1:\(port)\r\n" }
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            head += "Connection: close\r\nContent-Length: \(body.count)\r\n\r\n"
            try socket.write(Array(head.utf8) + body)
            let reader = HTTPReader(socket)
            guard let answer = try reader.head(), let status = Int(answer.start[1]) else {
                throw ServerError("port \(port) closed the connection without an answer")
            }
            let isEmpty = status == 204 || status == 304 || method == "HEAD"
            let content = isEmpty ? [] : try reader.body(of: answer, endsWithConnection: true)
            return Reply(status: status, fields: answer.fields, body: content)
        }
    }

    /// A query or form body: pairs, percent-encoded, joined with `&`.
    package static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(encode($0))=\(encode($1))" }.joined(separator: "&")
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    package static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
