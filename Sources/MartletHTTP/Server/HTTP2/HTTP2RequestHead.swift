import MartletHTTP1
import NIOCore
import NIOHPACK

/// The head of a request as HTTP/2 sends it, turned into the text of one of HTTP/1.1.
///
/// The parser of that text is the one place where a head is understood, so routing, ``IncomingRequest`` and what is refused
/// are the same on both. What only HTTP/2 has is checked here: RFC 9113, sections 8.2 and 8.3.
enum HTTP2RequestHead {
    /// The head breaks a rule of HTTP/2. Its stream is reset, since it may be an attempt to smuggle a request.
    struct Malformed: Error {}

    /// Writes the text.
    ///
    /// - Parameters:
    ///   - headers: What was received.
    ///   - text: Gets the text; what it had is gone.
    ///   - limit: Bytes of the text. Beyond it nothing more is written, which the parser then refuses as too large.
    static func write(_ headers: HPACKHeaders, to text: inout ByteBuffer, limit: Int) throws(Malformed) {
        var pseudo = PseudoHeaders()
        var hasFields = false
        var host: String?
        text.clear()
        for (name, value, _) in headers {
            if name.utf8.first == UInt8(ascii: ":") {
                guard !hasFields else { throw Malformed() }
                try pseudo.add(name, value)
                continue
            }
            if !hasFields {
                hasFields = true
                try pseudo.writeStart(to: &text)
            }
            guard isFieldName(name), isFieldValue(value), isPermitted(name, value) else { throw Malformed() }
            if name == "host" {
                // The two may not contradict each other (section 8.3.1); the parser refuses a second one.
                if let authority = pseudo.authority {
                    guard host == nil, authority == value else { throw Malformed() }
                    host = value
                    continue
                }
                host = value
            }
            guard text.readableBytes <= limit else { break }
            text.writeString(name)
            text.writeStaticString(": ")
            text.writeString(value)
            text.writeStaticString("\r\n")
        }
        if !hasFields { try pseudo.writeStart(to: &text) }
        text.writeStaticString("\r\n")
    }

    /// A token in lower case. A colon in it would make another field of it.
    static func isFieldName(_ name: String) -> Bool {
        let bytes = name.utf8Span.span
        guard !bytes.isEmpty else { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            // The bytes that may stand in a token (RFC 9110, section 5.6.2) as bits, without capitals.
            let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C000_0000
            guard byte < 128, bits &>> UInt64(byte & 63) & 1 == 1 else { return false }
        }
        return true
    }

    /// No control characters but tabs, and no white space at either end.
    static func isFieldValue(_ value: String) -> Bool {
        let bytes = value.utf8Span.span
        guard !bytes.isEmpty else { return true }
        guard !isWhitespace(bytes[0]), !isWhitespace(bytes[bytes.count - 1]) else { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F { return false }
        }
        return true
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// Whether the field may be part of a message of HTTP/2: those about the connection may not.
    private static func isPermitted(_ name: String, _ value: String) -> Bool {
        switch name {
        case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade": false
        case "te": value == "trailers"
        default: true
        }
    }
}

/// The fields of a request that stand for the request line.
private struct PseudoHeaders {
    private var method: String?
    private var scheme: String?
    private var path: String?
    private(set) var authority: String?

    mutating func add(_ name: String, _ value: String) throws(HTTP2RequestHead.Malformed) {
        switch name {
        case ":method": try set(&method, value)
        case ":scheme": try set(&scheme, value)
        case ":path": try set(&path, value)
        case ":authority": try set(&authority, value)
        default: throw HTTP2RequestHead.Malformed()
        }
    }

    /// Each once, and without a byte that could end a part of the request line.
    private func set(_ field: inout String?, _ value: String) throws(HTTP2RequestHead.Malformed) {
        guard field == nil, value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTP2RequestHead.Malformed()
        }
        field = value
    }

    /// Writes the request line and the Host field.
    func writeStart(to text: inout ByteBuffer) throws(HTTP2RequestHead.Malformed) {
        guard let method, !method.isEmpty, let target = try target(method) else { throw HTTP2RequestHead.Malformed() }
        text.writeString(method)
        text.writeStaticString(" ")
        text.writeString(target)
        text.writeStaticString(" HTTP/1.1\r\n")
        guard let authority else { return }
        text.writeStaticString("Host: ")
        text.writeString(authority)
        text.writeStaticString("\r\n")
    }

    private func target(_ method: String) throws(HTTP2RequestHead.Malformed) -> String? {
        if method == "CONNECT" {
            // RFC 9113, section 8.5. The extended CONNECT of RFC 8441 is not offered.
            return scheme == nil && path == nil ? authority : nil
        }
        guard scheme == "http" || scheme == "https", let path else { return nil }
        let isAsterisk = path == "*" && method == "OPTIONS"
        return path.utf8.first == UInt8(ascii: "/") || isAsterisk ? path : nil
    }
}
