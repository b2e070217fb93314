/// Which servers a ``DNSClient`` asks.
public struct DNSServers: Hashable, Sendable {
    /// `nil` for those of a file.
    let given: [DNSServer]?

    let path: String

    /// Those that the system names in `/etc/resolv.conf`: up to three, read by the first question, and again after one that
    /// no server has answered. Without the file it is the server on this host.
    ///
    /// `search`, `ndots` and other options of the file are not used: names are always whole, as names of services are.
    public static let system = DNSServers(given: nil, path: "/etc/resolv.conf")

    /// These servers. While one does not answer, the next one is asked.
    ///
    /// - Parameter servers: At least one; with none, every question fails.
    public static func these(_ servers: DNSServer...) -> DNSServers { these(servers) }

    /// These servers. While one does not answer, the next one is asked.
    ///
    /// - Parameter servers: At least one; with none, every question fails.
    public static func these(_ servers: [DNSServer]) -> DNSServers { DNSServers(given: servers, path: "") }

    /// Those that a file names which is like `/etc/resolv.conf`.
    package static func file(_ path: String) -> DNSServers { DNSServers(given: nil, path: path) }
}

extension DNSServers: CustomStringConvertible {
    /// `system`, or the addresses with commas between them.
    public var description: String { given?.map(\.description).joined(separator: ",") ?? "system" }
}
