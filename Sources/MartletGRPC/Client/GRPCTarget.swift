/// Where a server is.
public struct GRPCTarget: Hashable, Sendable {
    enum Kind: Hashable {
        case hostname(String, port: Int)
        case unixDomainSocket(path: String)
    }

    let kind: Kind

    private init(kind: Kind) {
        self.kind = kind
    }

    /// A host name or an address, and a port.
    ///
    /// - Parameters:
    ///   - host: The name or the address, one of IPv6 without brackets.
    ///   - port: The port, from 1 to 65 535.
    public static func hostname(_ host: String, port: Int) -> GRPCTarget {
        GRPCTarget(kind: .hostname(host, port: port))
    }

    /// A socket in the file system.
    ///
    /// - Parameter path: The path, at most about 100 bytes.
    public static func unixDomainSocket(path: String) -> GRPCTarget {
        GRPCTarget(kind: .unixDomainSocket(path: path))
    }

    /// Reads `127.0.0.1:8082`, `[::1]:8082`, `add.internal:8082` and `unix:/run/add.sock`.
    ///
    /// - Parameter text: The text; `nil` is the answer to anything else.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            guard !path.isEmpty else { return nil }
            kind = .unixDomainSocket(path: String(path))
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains("/") else { return nil }
        kind = .hostname(String(host), port: Int(port))
    }

    /// What `:authority` says unless it is chosen.
    var authority: String {
        switch kind {
        case .hostname: description
        case .unixDomainSocket: "localhost"
        }
    }

    /// The name that a certificate must be for; `nil` for an address of IP, which is none.
    var hostname: String? {
        guard case .hostname(let host, _) = kind, !host.contains(":"),
            !host.allSatisfy({ $0.isNumber || $0 == "." })
        else { return nil }
        return host
    }
}

extension GRPCTarget: CustomStringConvertible {
    /// As ``init(_:)`` reads it.
    public var description: String {
        switch kind {
        case .hostname(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixDomainSocket(let path): "unix:\(path)"
        }
    }
}
