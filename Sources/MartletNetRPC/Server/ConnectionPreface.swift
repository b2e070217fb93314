/// What a connection begins with, which tells the protocol.
enum ConnectionPreface {
    /// More bytes are needed.
    case incomplete
    /// Gobs from the first byte on.
    case gob
    /// JSON from the first byte on.
    case json
    /// A request of HTTP, which is read up to here, and whether it asks for the upgrade.
    case http(byteCount: Int, HTTPAnswer)
    /// Something else.
    case unknown

    /// How a request of HTTP is answered.
    enum HTTPAnswer {
        case connected, wrongMethod, wrongPath, tooLarge

        /// The answers of Go's server, byte for byte but for the date.
        var bytes: StaticString {
            switch self {
            case .connected: "HTTP/1.0 200 Connected to Go RPC\n\n"
            case .wrongMethod:
                """
                HTTP/1.1 405 Method Not Allowed\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: 17\r
                Connection: close\r
                \r
                405 must CONNECT\n
                """
            case .wrongPath:
                """
                HTTP/1.1 404 Not Found\r
                Content-Type: text/plain; charset=utf-8\r
                X-Content-Type-Options: nosniff\r
                Content-Length: 19\r
                Connection: close\r
                \r
                404 page not found\n
                """
            case .tooLarge:
                """
                HTTP/1.1 431 Request Header Fields Too Large\r
                Content-Length: 0\r
                Connection: close\r
                \r

                """
            }
        }
    }

    /// Looks at the first bytes of a connection.
    ///
    /// - Parameters:
    ///   - path: The path of the upgrade.
    ///   - limit: Bytes of a head.
    static func read(_ bytes: UnsafeRawBufferPointer, path: String, limit: Int) -> ConnectionPreface {
        guard bytes.count >= 2 else { return .incomplete }
        // A stream of gobs begins with the length of a definition and the id of a type, negated: -64 as Go 1.27 writes it, which
        // is the byte 0x7f, or -65 and beyond, as it was before, which takes two bytes from 0x80 on. No text has these.
        if bytes[1] >= 0x7f || bytes[0] >= 0x80 { return .gob }
        if bytes[0] == UInt8(ascii: "{") || bytes[0] <= 0x20 { return .json }
        guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[0]) else { return .unknown }
        guard let end = endOfHead(bytes.prefix(limit)) else {
            return bytes.count < limit ? .incomplete : .http(byteCount: bytes.count, .tooLarge)
        }
        let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words[2].starts(with: Array("HTTP/1.".utf8)) else { return .unknown }
        let target = words[1].prefix { $0 != UInt8(ascii: "?") }
        guard target.elementsEqual(path.utf8) else { return .http(byteCount: end, .wrongPath) }
        let isConnect = words[0].elementsEqual("CONNECT".utf8)
        return .http(byteCount: end, isConnect ? .connected : .wrongMethod)
    }

    /// Go's client ends its lines without carriage returns.
    private static func endOfHead(_ bytes: UnsafeRawBufferPointer.SubSequence) -> Int? {
        var lineByteCount = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0a {
                if lineByteCount == 0, index > 0 { return index + 1 }
                lineByteCount = 0
            } else if byte != 0x0d {
                lineByteCount += 1
            }
        }
        return nil
    }
}
