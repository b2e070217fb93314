/// The start of authority of a zone: the data of a SOA record
/// ([RFC 1035, section 3.3.13](https://www.rfc-editor.org/rfc/rfc1035#section-3.3.13)).
package struct DNSAuthority: Hashable, Sendable {
    /// The primary server.
    package var primary: DNSName

    /// The mailbox of who is responsible.
    package var mailbox: DNSName

    /// The version of the zone.
    package var serial: UInt32

    /// Seconds between two looks of a secondary server.
    package var refresh: UInt32

    /// Seconds until a failed look is repeated.
    package var retry: UInt32

    /// Seconds after which a secondary server gives up the zone.
    package var expire: UInt32

    /// For how many seconds at most a negative answer may be kept
    /// ([RFC 2308, section 4](https://www.rfc-editor.org/rfc/rfc2308#section-4)).
    package var minimum: UInt32

    /// Makes an authority.
    package init(
        primary: DNSName,
        mailbox: DNSName,
        serial: UInt32 = 1,
        refresh: UInt32 = 0,
        retry: UInt32 = 0,
        expire: UInt32 = 0,
        minimum: UInt32
    ) {
        self.primary = primary
        self.mailbox = mailbox
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}
