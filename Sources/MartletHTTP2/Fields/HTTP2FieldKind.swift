/// What a field means to HTTP/2: RFC 9113, sections 8.2 and 8.3. Found out once for a field that is remembered.
enum HTTP2FieldKind: UInt8, BitwiseCopyable, Sendable {
    case ordinary
    case host
    /// `te`, which may only say `trailers`.
    case transferCodings
    /// A field about the connection, which messages of HTTP/2 do not have.
    case connectionSpecific

    case method
    case scheme
    case path
    case authority

    /// A pseudo-header that requests do not have, a name that is none, or a value that may not be.
    case invalid

    init(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let kind = Self.kind(ofName: name)
        let isValid = kind.isPseudoHeader ? Self.isPseudoValue(value) : Self.isFieldValue(value)
        self = isValid ? kind : .invalid
    }

    /// Whether it stands for a part of the request line.
    var isPseudoHeader: Bool {
        switch self {
        case .method, .scheme, .path, .authority: true
        default: false
        }
    }

    private static func kind(ofName name: UnsafeRawBufferPointer) -> HTTP2FieldKind {
        guard let first = name.first else { return .invalid }
        if first == UInt8(ascii: ":") {
            if name.equals(":method") { return .method }
            if name.equals(":path") { return .path }
            if name.equals(":scheme") { return .scheme }
            return name.equals(":authority") ? .authority : .invalid
        }
        guard isFieldName(name) else { return .invalid }
        switch name.count {
        case 2: return name.equals("te") ? .transferCodings : .ordinary
        case 4: return name.equals("host") ? .host : .ordinary
        case 7: return name.equals("upgrade") ? .connectionSpecific : .ordinary
        case 10: return name.equals("connection") || name.equals("keep-alive") ? .connectionSpecific : .ordinary
        case 16: return name.equals("proxy-connection") ? .connectionSpecific : .ordinary
        case 17: return name.equals("transfer-encoding") ? .connectionSpecific : .ordinary
        default: return .ordinary
        }
    }

    /// A token in lower case. A colon in it would make another field of it.
    private static func isFieldName(_ name: UnsafeRawBufferPointer) -> Bool {
        for byte in name {
            // The bytes that may stand in a token (RFC 9110, section 5.6.2) as bits, without capitals.
            let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C000_0000
            guard byte < 128, bits &>> UInt64(byte & 63) & 1 == 1 else { return false }
        }
        return true
    }

    /// No control characters but tabs, and no white space at either end.
    private static func isFieldValue(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let first = value.first, let last = value.last else { return true }
        guard !isWhitespace(first), !isWhitespace(last) else { return false }
        for byte in value where byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F { return false }
        return true
    }

    /// No byte that could end a part of a request line.
    private static func isPseudoValue(_ value: UnsafeRawBufferPointer) -> Bool {
        for byte in value where byte <= 0x20 || byte == 0x7F { return false }
        return true
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these are the bytes of a text.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && elementsEqual(text.bytes)
    }
}

extension StaticString {
    /// The bytes, which live as long as the program.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
