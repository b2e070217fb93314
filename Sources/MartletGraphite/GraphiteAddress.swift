import MartletSockets

/// Where carbon is, and in which of its protocols it is spoken to.
///
/// Source: https://graphite.readthedocs.io/en/stable/feeding-carbon.html
public struct GraphiteAddress: Hashable, Sendable {
    /// How points are written.
    enum Format: Sendable {
        case plaintext
        case pickle
    }

    let peer: SocketPeer
    let format: Format

    /// The line protocol over a connection: the usual choice.
    ///
    /// - Parameters:
    ///   - host: A name, which is looked up each time it is connected to, or an address.
    ///   - port: The port.
    public static func tcp(_ host: String, port: Int = 2_003) -> GraphiteAddress {
        GraphiteAddress(peer: .tcp(host: host, port: port), format: .plaintext)
    }

    /// The line protocol in datagrams, for carbon with `ENABLE_UDP_LISTENER`. What gets lost on the way is not known.
    ///
    /// - Parameters:
    ///   - host: A name, which is looked up each time the socket is opened, or an address.
    ///   - port: The port.
    public static func udp(_ host: String, port: Int = 2_003) -> GraphiteAddress {
        GraphiteAddress(peer: .udp(host: host, port: port), format: .plaintext)
    }

    /// The pickle protocol over a connection: cheaper for carbon to read when there is very much.
    ///
    /// - Parameters:
    ///   - host: A name, which is looked up each time it is connected to, or an address.
    ///   - port: The port.
    public static func pickle(_ host: String, port: Int = 2_004) -> GraphiteAddress {
        GraphiteAddress(peer: .tcp(host: host, port: port), format: .pickle)
    }
}
