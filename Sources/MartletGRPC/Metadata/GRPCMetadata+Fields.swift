import MartletBase64

/// Metadata from and to the fields of HTTP. Bytes are written without padding, and read with or without it.
///
/// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule `Binary-Header`.
extension GRPCMetadata {
    /// Whether an entry is sent.
    ///
    /// - Parameter entry: A name with its value.
    /// - Returns: False when the name is one of gRPC's or HTTP's own or has characters that HTTP does not allow, when text has
    ///   other characters than printable ASCII, and when bytes stand under a name that does not end in `-bin`.
    public static func canSend(_ entry: Entry) -> Bool {
        guard isValid(entry.name), !isReserved(entry.name) else { return false }
        switch entry.value {
        case .bytes: return isBinary(entry.name)
        case .text(let text): return !isBinary(entry.name) && isValid(text: text)
        }
    }

    /// Writes what can be sent.
    ///
    /// - Parameter write: Takes a name, and a value as it stands on the wire.
    func forEachField(_ write: (_ name: String, _ value: String) -> Void) {
        for entry in self where Self.canSend(entry) {
            switch entry.value {
            case .text(let text): write(entry.name, text)
            case .bytes(let bytes): write(entry.name, Base64.encode(bytes, isPadded: false))
            }
        }
    }

    /// Reads a field. Those of gRPC and HTTP are passed over, and so are bytes that are not valid base64.
    ///
    /// - Parameters:
    ///   - name: The name, in lower case.
    ///   - value: The value. Several values of bytes may stand in one field, with commas between them.
    mutating func readField(_ name: String, _ value: String) {
        guard !Self.isReserved(name) else { return }
        guard Self.isBinary(name) else { return add(Entry(name: name, value: .text(value))) }
        for part in value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
            if let bytes = Base64.decode(trimmed, .lenient) { add(Entry(name: name, value: .bytes(bytes))) }
        }
    }

    /// The names that belong to HTTP, or to the layers below it, and that no metadata may set.
    private static let httpNames: Set<String> = [
        "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date", "expect", "host",
        "http2-settings", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "user-agent",
    ]

    static func isReserved(_ name: String) -> Bool {
        name.hasPrefix(":") || name.hasPrefix("grpc-") || httpNames.contains(name)
    }

    /// Rule `Header-Name`: lower-case letters, digits, `_`, `-` and `.`.
    private static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
    }

    /// Rule `ASCII-Value`: from space to tilde. What peers trim would not arrive as it was.
    private static func isValid(text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.first != 0x20 && text.utf8.last != 0x20
    }
}
