import Martlet
package import NIOCore

/// The address of a server that answers questions.
///
/// ```swift
/// let consul = try DNSServer("127.0.0.1:8600")
/// ```
public struct DNSServer: Hashable, Sendable, CustomStringConvertible {
    /// The IP address and the port.
    package let address: SocketAddress

    /// Reads an address: `10.0.0.2`, `10.0.0.2:8600`, `2001:db8::2` or `[2001:db8::2]:8600`. Without a port it is 53.
    ///
    /// - Parameter text: The address. A name is none: there is nobody yet to ask for its address.
    /// - Throws: `Status` with `invalidArgument` for anything else.
    public init(_ text: String) throws {
        guard let address = Self.read(text) else {
            throw Status(.invalidArgument, "the address of a DNS server is an IP address with or without a port")
        }
        self.address = address
    }

    /// `10.0.0.2:53` or `[2001:db8::2]:53`.
    public var description: String {
        let (host, port) = (address.ipAddress ?? "", address.port ?? 0)
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func read(_ text: String) -> SocketAddress? {
        if let address = try? SocketAddress(ipAddress: text, port: 53) { return address }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text.utf8[text.utf8.index(after: colon)...]
        guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let port = UInt16(Substring(digits)),
            port > 0
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.utf8.contains(UInt8(ascii: ":")) else { return nil }
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            return nil
        }
        return try? SocketAddress(ipAddress: String(host), port: Int(port))
    }
}

extension DNSServer {
    /// Whether a text is an IP address.
    static func isIPAddress(_ text: String) -> Bool {
        (try? SocketAddress(ipAddress: text, port: 0)) != nil
    }
}
