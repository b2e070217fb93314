import MartletSockets

/// Where a StatsD server is.
///
/// ```swift
/// let server = StatsDAddress.udp("statsd.example.com")
/// let agent = StatsDAddress("unix:///var/run/datadog/dsd.socket")
/// ```
public struct StatsDAddress: Hashable, Sendable {
    let peer: SocketPeer

    /// A port for datagrams.
    ///
    /// - Parameters:
    ///   - host: A name, which is looked up each time the socket is opened, or an address.
    ///   - port: The port.
    public static func udp(_ host: String, port: Int = 8_125) -> StatsDAddress {
        StatsDAddress(peer: .udp(host: host, port: port))
    }

    /// A port for connections, which lose nothing on the way while they last.
    ///
    /// What was on the way when a connection broke is sent again, so that a count may arrive twice.
    ///
    /// - Parameters:
    ///   - host: A name, which is looked up each time it is connected to, or an address.
    ///   - port: The port.
    public static func tcp(_ host: String, port: Int = 8_125) -> StatsDAddress {
        StatsDAddress(peer: .tcp(host: host, port: port))
    }

    /// A Unix datagram socket, as Datadog's agent has at `/var/run/datadog/dsd.socket`: a server that is away or slow is
    /// seen at once, and nothing is lost without anybody's knowing.
    ///
    /// - Parameter path: Its path, up to 107 bytes on Linux.
    public static func unix(_ path: String) -> StatsDAddress {
        StatsDAddress(peer: .unixDatagram(path: path))
    }

    /// What the environment variable `DD_DOGSTATSD_URL` may hold: `udp://host:port`, `tcp://host:port`, `unix:///path`,
    /// `unixgram:///path`; `nil` for anything else.
    ///
    /// - Parameter url: The URL. Without a port it is 8125; an IPv6 address stands in brackets.
    public init?(_ url: String) {
        guard let colon = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<colon.lowerBound]
        let rest = url[colon.upperBound...]
        switch scheme {
        case "unix", "unixgram":
            guard rest.hasPrefix("/"), rest.count > 1 else { return nil }
            self = .unix(String(rest))
        case "udp", "tcp":
            guard let (host, port) = Self.hostAndPort(rest) else { return nil }
            self = scheme == "udp" ? .udp(host, port: port) : .tcp(host, port: port)
        default:
            return nil
        }
    }

    private init(peer: SocketPeer) {
        self.peer = peer
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int)? {
        var host = text
        var port = 8_125
        // The last colon, unless it is within an IPv6 address.
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            host = text[..<colon]
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(where: { "[]:/".contains($0) }) {
            return nil
        }
        return host.isEmpty ? nil : (String(host), port)
    }
}

extension StatsDAddress: CustomStringConvertible {
    /// The address as a URL.
    public var description: String { peer.description }
}
