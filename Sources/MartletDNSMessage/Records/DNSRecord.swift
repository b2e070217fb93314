/// A resource record ([RFC 1035, section 4.1.3](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.3)).
package struct DNSRecord: Hashable, Sendable {
    /// What it is about.
    package var name: DNSName

    /// Its class.
    package var recordClass: DNSClass

    /// For how many seconds it may be kept, 0 to 2³¹ − 1.
    package var timeToLive: UInt32

    /// What it says.
    package var data: DNSRecordData

    /// Makes a record.
    package init(
        _ name: DNSName,
        class recordClass: DNSClass = .internet,
        timeToLive: UInt32,
        _ data: DNSRecordData
    ) {
        self.name = name
        self.recordClass = recordClass
        self.timeToLive = min(timeToLive, UInt32(Int32.max))
        self.data = data
    }
}

/// What a record says, by its type.
package enum DNSRecordData: Hashable, Sendable {
    /// The four bytes of an IPv4 address.
    case a(DNSAddress)

    /// The sixteen bytes of an IPv6 address.
    case aaaa(DNSAddress)

    /// Another name.
    case cname(DNSName)

    /// The start of authority.
    case soa(DNSAuthority)

    /// Where a service is.
    case srv(DNSServiceLocation)

    /// The data of any other type, and of other classes, as they are.
    case other(DNSRecordType, [UInt8])

    /// The type of the record.
    package var type: DNSRecordType {
        switch self {
        case .a: .a
        case .aaaa: .aaaa
        case .cname: .cname
        case .soa: .soa
        case .srv: .srv
        case .other(let type, _): type
        }
    }
}
