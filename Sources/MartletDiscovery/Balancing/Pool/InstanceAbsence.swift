import Martlet

/// Why there is no instance to call.
enum InstanceAbsence: Sendable {
    /// The registry has not told any yet.
    case unresolved(Status?)
    /// What it had told has become too old.
    case expired(Status?)
    /// The service has none.
    case empty
    /// The registry says that all of them are unhealthy.
    case unhealthy
    /// Their endpoints cannot be made.
    case unreachable((any Error)?)
    /// The discovery has ended.
    case closed

    static let reasons = ["unresolved", "expired", "empty", "unhealthy", "unreachable", "closed"]

    init(_ resolution: Resolution) {
        switch resolution.snapshot {
        case nil: self = resolution.hasExpired ? .expired(resolution.failure) : .unresolved(resolution.failure)
        case let snapshot?: self = snapshot.isEmpty ? .empty : .unhealthy
        }
    }

    /// Names it in metrics.
    var reason: String {
        switch self {
        case .unresolved: "unresolved"
        case .expired: "expired"
        case .empty: "empty"
        case .unhealthy: "unhealthy"
        case .unreachable: "unreachable"
        case .closed: "closed"
        }
    }

    /// The error of a call. Nothing has been sent, so that the call may be repeated; the message has no addresses, since it
    /// may travel on.
    var status: Status {
        Status(.unavailable, message, delivery: .rejected, underlying: cause)
    }

    private var message: String {
        switch self {
        case .unresolved(nil): "no instance is known yet"
        case .unresolved(let failure?): "no instance is known yet: the registry is away (\(failure.code))"
        case .expired(nil): "no instance is known any more: the registry has been away for too long"
        case .expired(let failure?):
            "no instance is known any more: the registry has been away for too long (\(failure.code))"
        case .empty: "the service has no instances"
        case .unhealthy: "all instances are unhealthy"
        case .unreachable(nil): "no instance can be reached"
        case .unreachable(let error?): "no instance can be reached (\(Status(error).code))"
        case .closed: "the instances have been closed"
        }
    }

    private var cause: (any Error)? {
        switch self {
        case .unresolved(let failure), .expired(let failure): failure
        case .unreachable(let error): error
        case .empty, .unhealthy, .closed: nil
        }
    }
}
