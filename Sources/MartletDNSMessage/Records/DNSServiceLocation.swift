/// Where a service is: the data of a SRV record ([RFC 2782](https://www.rfc-editor.org/rfc/rfc2782)).
package struct DNSServiceLocation: Hashable, Sendable {
    /// Lower numbers are to be tried first.
    package var priority: UInt16

    /// The share among those of the same priority.
    package var weight: UInt16

    /// The port.
    package var port: UInt16

    /// The host; the root when the service is decidedly not offered.
    package var target: DNSName

    /// Makes a location.
    package init(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}
