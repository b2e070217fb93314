extension DNSName {
    /// Reads `_web._tcp.svc.test`, with or without the dot of the root at the end.
    ///
    /// - Parameter text: Printable ASCII without blanks and backslashes; labels of 1 to 63 bytes, 254 bytes in all; `.` is
    ///   the root.
    package init?(_ text: some StringProtocol) {
        var labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.maximumByteCount + 1, labels.count > 1 || !labels[0].isEmpty else { return nil }
        if labels.last?.isEmpty == true { labels.removeLast() }
        if labels.count == 1, labels[0].isEmpty { labels = [] }
        var bytes: [UInt8] = []
        for label in labels {
            guard 1...Self.maximumLabelByteCount ~= label.count, label.allSatisfy(\.isPlain) else { return nil }
            bytes.append(UInt8(label.count))
            bytes += label
        }
        guard bytes.count <= Self.maximumByteCount else { return nil }
        self.init(checked: bytes)
    }

    /// The name as the host of a URL, in lower case and without the dot at the end.
    ///
    /// `nil` for the root, and for a name with anything but letters, digits, hyphens and underscores: what comes from the
    /// network must not end the host and begin something else.
    package var host: String? {
        guard !isRoot, labels.allSatisfy({ $0.allSatisfy(\.isOfHost) }) else { return nil }
        return description.lowercased()
    }
}

extension DNSName: CustomStringConvertible {
    /// `svc.test`, without the dot at the end; `.` for the root. What is not plain is written as `\` and three digits
    /// ([RFC 1035, section 5.1](https://www.rfc-editor.org/rfc/rfc1035#section-5.1)), so it is safe in a log.
    package var description: String {
        guard !isRoot else { return "." }
        return labels.map { label in
            label.map { byte in
                guard !byte.isPlain || byte == UInt8(ascii: ".") else { return String(UnicodeScalar(byte)) }
                let digits = String(byte)
                return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
            .joined()
        }
        .joined(separator: ".")
    }
}

extension UInt8 {
    fileprivate var isPlain: Bool { (0x21...0x7E).contains(self) && self != UInt8(ascii: "\\") }

    fileprivate var isOfHost: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
