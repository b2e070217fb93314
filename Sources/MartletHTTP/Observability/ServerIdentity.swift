/// Host and port of a peer, read from the origin that a request is sent to.
struct ServerIdentity: Hashable, Sendable {
    let host: String

    /// The number; that of the scheme when the origin has none, and empty when it has no known scheme either.
    let port: String

    /// - Parameter origin: `http://127.0.0.1:8080`, `https://[::1]`; empty for a transport that knows where to send.
    init(origin: String) {
        let parts = origin.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = parts.count == 2 ? parts[1] : parts[0]
        // Not within the brackets of an IPv6 address.
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            host = String(authority[..<colon])
            port = String(authority[authority.index(after: colon)...])
        } else {
            host = String(authority)
            port = parts.count < 2 ? "" : parts[0] == "https" ? "443" : parts[0] == "http" ? "80" : ""
        }
    }
}
