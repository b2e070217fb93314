import Martlet

/// An error of which only the instance matters.
final class MarkedError: Error {}

/// An error of a domain that knows its status.
enum ProfileError: Error, StatusConvertible {
    case notFound(String)
    case locked(by: any Error)

    var status: Status {
        switch self {
        case .notFound(let id): Status(.notFound, "no profile has the id \(id)")
        case .locked(let reason): Status(.failedPrecondition, "locked", underlying: reason)
        }
    }
}

/// An error whose text must not reach a peer.
struct SecretError: Error, CustomStringConvertible {
    let description = "password for db-1 is hunter2"
}
