import Martlet

/// Scheme, host and port of a server: RFC 9110, section 4.2.
struct HTTPOrigin {
    let address: ServerAddress
    let isSecure: Bool

    /// Reads `http://127.0.0.1:8080`.
    ///
    /// - Throws: `Status` with `internal` for anything that no request can be sent to.
    init(_ origin: String) throws {
        guard let end = origin.firstRange(of: "://") else { throw HTTPClientCall.badURL }
        switch origin[..<end.lowerBound].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw HTTPClientCall.badURL
        }
        let authority = String(origin[end.upperBound...])
        let hasPort = authority.last != "]" && authority.contains(":")
        guard !authority.isEmpty, !authority.contains("@"),
            let address = ServerAddress(hasPort ? authority : "\(authority):\(isSecure ? 443 : 80)"),
            !authority.hasPrefix(":")
        else { throw HTTPClientCall.badURL }
        self.address = address
    }
}
