/// Host and port of a peer, read from the origin that a request is sent to.
struct ServerIdentity: Hashable, Sendable {
    let host: String

    /// The one of the scheme when the origin has none; `nil` when it has no known scheme either.
    let port: Int?

    /// - Parameter origin: `http://127.0.0.1:8080`, `https://[::1]`; empty for a transport that knows where to send.
    init(origin: String) {
        let parts = origin.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        // Without what may be a password.
        let authority = (parts.count == 2 ? parts[1] : parts[0]).split(separator: "@").last ?? ""
        // Not within the brackets of an IPv6 address.
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            host = String(authority[..<colon])
            port = Int(authority[authority.index(after: colon)...])
        } else {
            host = String(authority)
            port = parts.count < 2 ? nil : parts[0] == "https" ? 443 : parts[0] == "http" ? 80 : nil
        }
    }
}
