import HTTPTypes
import Martlet
import MartletHTTP

/// Who may see the pages: whoever has the token, or without one, whoever is on this machine.
struct AdminAccess: Sendable {
    let token: String?

    /// Lets a request in, or refuses it.
    ///
    /// Without a token the name that the request is for must be an address or `localhost`: otherwise a page in a browser on
    /// this machine could read everything, by a name of its own that resolves to the loopback interface (DNS rebinding).
    func check(_ request: borrowing IncomingRequest) throws {
        if let token {
            guard let given = Self.bearerToken(request[.authorization]), Self.isEqual(given, token) else {
                throw HTTPError(
                    .unauthorized,
                    "a bearer token is needed",
                    fields: [.wwwAuthenticate: "Bearer realm=\"admin\""]
                )
            }
        } else if !Self.isLocal(request.authority ?? "") {
            throw HTTPError(.forbidden, "ask for this page by an address, or by localhost")
        }
    }

    private static func bearerToken(_ field: String?) -> Substring? {
        guard let field, let space = field.firstIndex(of: " "), field[..<space].lowercased() == "bearer" else {
            return nil
        }
        return field[space...].drop { $0 == " " }
    }

    /// Takes the same time wherever the two differ, so that a token cannot be guessed byte by byte.
    static func isEqual(_ given: some StringProtocol, _ expected: String) -> Bool {
        let given = Array(given.utf8)
        let expected = Array(expected.utf8)
        var difference: UInt8 = given.count == expected.count ? 0 : 1
        for (index, byte) in given.enumerated() {
            difference |= byte ^ (expected.isEmpty ? 0 : expected[index % expected.count])
        }
        return difference == 0 && !expected.isEmpty
    }

    static func isLocal(_ authority: String) -> Bool {
        var host = authority[...]
        if host.hasPrefix("[") { return host.contains("]") }
        if let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || (labels.count == 4 && labels.allSatisfy { UInt8($0) != nil })
    }
}
