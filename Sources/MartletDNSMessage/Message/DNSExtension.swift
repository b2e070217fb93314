/// What extends the header: EDNS, in a record of its own
/// ([RFC 6891, section 6.1](https://www.rfc-editor.org/rfc/rfc6891#section-6.1)).
package struct DNSExtension: Hashable, Sendable {
    /// The most bytes of a datagram that the sender takes.
    package var payloadSize: UInt16

    /// The version; 0.
    package var version: UInt8

    /// DO and flags that have no meaning yet.
    package var flags: UInt16

    /// Options, as they are.
    package var options: [UInt8]

    /// A size that passes every network without fragments, by the
    /// [DNS flag day 2020](https://www.dnsflagday.net/2020/).
    package static let safePayloadSize: UInt16 = 1232

    /// Makes an extension.
    package init(
        payloadSize: UInt16 = safePayloadSize,
        version: UInt8 = 0,
        flags: UInt16 = 0,
        options: [UInt8] = []
    ) {
        self.payloadSize = payloadSize
        self.version = version
        self.flags = flags
        self.options = options
    }
}
