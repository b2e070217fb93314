/// What a server says about a question, beside the records.
///
/// Source: [the registry of IANA](https://www.iana.org/assignments/dns-parameters#dns-parameters-6).
package struct DNSResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// There is an answer, which may have no records.
    package static let noError = DNSResponseCode(rawValue: 0)

    /// The server could not read the question.
    package static let formatError = DNSResponseCode(rawValue: 1)

    /// The server failed.
    package static let serverFailure = DNSResponseCode(rawValue: 2)

    /// The name does not exist.
    package static let nonExistentName = DNSResponseCode(rawValue: 3)

    /// The server does not know such questions.
    package static let notImplemented = DNSResponseCode(rawValue: 4)

    /// The server does not want to answer.
    package static let refused = DNSResponseCode(rawValue: 5)

    /// The version of the extension is too high.
    package static let badVersion = DNSResponseCode(rawValue: 16)

    /// `NXDOMAIN`, or `RCODE` and the number.
    package var description: String {
        switch self {
        case .noError: "NOERROR"
        case .formatError: "FORMERR"
        case .serverFailure: "SERVFAIL"
        case .nonExistentName: "NXDOMAIN"
        case .notImplemented: "NOTIMP"
        case .refused: "REFUSED"
        case .badVersion: "BADVERS"
        default: "RCODE\(rawValue)"
        }
    }
}
