package import NIOCore

/// Where a server listens.
public struct ServerAddress: Hashable, Sendable {
    /// What kind of address it is.
    package enum Kind: Hashable {
        case hostname(String, port: Int)
        case unixDomainSocket(path: String)
    }

    /// What kind of address it is.
    package let kind: Kind

    private init(kind: Kind) {
        self.kind = kind
    }

    /// A host name or an address, and a port.
    ///
    /// - Parameters:
    ///   - host: `127.0.0.1` for this machine only, `0.0.0.0` or `::` for every network.
    ///   - port: The port, up to 65 535; 0 takes a free one.
    public static func hostname(_ host: String, port: Int) -> ServerAddress {
        ServerAddress(kind: .hostname(host, port: port))
    }

    /// A socket in the file system. A file that a server left behind there is replaced.
    ///
    /// - Parameter path: The path, at most about 100 bytes.
    public static func unixDomainSocket(path: String) -> ServerAddress {
        ServerAddress(kind: .unixDomainSocket(path: path))
    }

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` and Go's `:8080`, which is every network.
    ///
    /// - Parameter text: The text; `nil` is the answer to anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        kind = .hostname(host.isEmpty ? "::" : host, port: Int(port))
    }

    /// The address of a channel; `nil` if it has none.
    package init?(_ address: SocketAddress?) {
        guard let address else { return nil }
        if let path = address.pathname {
            // A client of such a socket has no address.
            guard !path.isEmpty else { return nil }
            kind = .unixDomainSocket(path: path)
        } else if let host = address.ipAddress, let port = address.port {
            kind = .hostname(host, port: port)
        } else {
            return nil
        }
    }

    /// The port, if there is one.
    public var port: Int? {
        guard case .hostname(_, let port) = kind else { return nil }
        return port
    }
}

extension ServerAddress: CustomStringConvertible {
    /// `127.0.0.1:8080`, `[::1]:8080`, or the path.
    public var description: String {
        switch kind {
        case .hostname(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixDomainSocket(let path): path
        }
    }
}
