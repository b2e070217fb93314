/// Where a socket sends to.
package enum SocketPeer: Hashable, Sendable, CustomStringConvertible {
    case udp(host: String, port: Int)
    case tcp(host: String, port: Int)
    case unixDatagram(path: String)

    package var description: String {
        switch self {
        case .udp(let host, let port): "udp://\(Self.authority(host, port))"
        case .tcp(let host, let port): "tcp://\(Self.authority(host, port))"
        case .unixDatagram(let path): "unix://\(path)"
        }
    }

    private static func authority(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
