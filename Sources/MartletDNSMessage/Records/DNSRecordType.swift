/// The type of a record, or of the records that a question asks for.
///
/// Source: [the registry of IANA](https://www.iana.org/assignments/dns-parameters).
package struct DNSRecordType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// An IPv4 address.
    package static let a = DNSRecordType(rawValue: 1)

    /// Another name for this one.
    package static let cname = DNSRecordType(rawValue: 5)

    /// The start of a zone of authority.
    package static let soa = DNSRecordType(rawValue: 6)

    /// An IPv6 address.
    package static let aaaa = DNSRecordType(rawValue: 28)

    /// Where a service is.
    package static let srv = DNSRecordType(rawValue: 33)

    /// What extends the header; see ``DNSExtension``.
    static let opt = DNSRecordType(rawValue: 41)

    /// `SRV`, or `TYPE` and the number, as in RFC 3597.
    package var description: String {
        switch self {
        case .a: "A"
        case .cname: "CNAME"
        case .soa: "SOA"
        case .aaaa: "AAAA"
        case .srv: "SRV"
        case .opt: "OPT"
        default: "TYPE\(rawValue)"
        }
    }
}

/// The class of a record or a question: the Internet's.
package struct DNSClass: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The Internet.
    package static let internet = DNSClass(rawValue: 1)
}
