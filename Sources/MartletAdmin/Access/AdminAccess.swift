import HTTPTypes
import Martlet
import MartletHTTP

/// Who may see the pages: whoever has the token, or without one, whoever is on this machine.
struct AdminAccess: Sendable {
    let token: String?

    /// Lets a request in, or refuses it.
    func check(_ request: borrowing IncomingRequest) throws {
        guard !isTrusted(request) else { return }
        guard token == nil else {
            throw HTTPError(
                .unauthorized,
                "a bearer token is needed",
                fields: [.wwwAuthenticate: "Bearer realm=\"admin\""]
            )
        }
        throw HTTPError(.forbidden, "ask for this page from this machine, by an address or by localhost")
    }

    /// Whether a request comes from somebody who may see everything.
    ///
    /// Without a token it must come from this machine, also when the pages are mounted in a server that listens to a network. And
    /// the name that it is for must be an address or `localhost`: otherwise a page in a browser on this machine could read
    /// everything, by a name of its own that resolves to the loopback interface (DNS rebinding).
    func isTrusted(_ request: borrowing IncomingRequest) -> Bool {
        if let token {
            guard let given = Self.bearerToken(request[.authorization]) else { return false }
            return Self.isEqual(given, token)
        }
        return Self.isLocal(request.authority ?? "") && Self.isThisMachine(request.head.remoteAddress)
    }

    /// - Parameter address: The address of the peer with its port; there is none within the process, and for a socket in the file
    ///   system.
    static func isThisMachine(_ address: String?) -> Bool {
        guard let address else { return true }
        return ["127.", "[::1]", "::1", "[::ffff:127.", "::ffff:127."].contains { address.hasPrefix($0) }
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
