public import Martlet

/// What the errors are on every wire.
extension ProfileError: StatusConvertible {
    /// The status of this error.
    public var status: Status {
        switch self {
        case .profileNotFound(let id):
            Status(.notFound, "no profile has the id \"\(id)\"")
        case .addressNotFound(let id, let profile):
            Status(.notFound, "no address of profile \"\(profile)\" has the id \"\(id)\"")
        case .profileExists(let id):
            Status(.alreadyExists, "a profile has the id \"\(id)\" already")
        case .addressExists(let id, let profile):
            Status(.alreadyExists, "an address of profile \"\(profile)\" has the id \"\(id)\" already")
        case .inconsistentIDs(let id, let path):
            Status(.invalidArgument, "inconsistent ids: \"\(id)\" was sent to \"\(path)\"")
        case .invalid(let reason):
            Status(.invalidArgument, reason)
        }
    }
}
