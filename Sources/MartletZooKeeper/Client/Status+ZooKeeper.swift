import Martlet
import MartletZooKeeperProtocol

extension Status {
    /// What a server has said, as everybody says it.
    init(_ error: ZooKeeperErrorCode, path: String) {
        self =
            switch error {
            case .noNode: Status(.notFound, "there is no node \(path)")
            case .nodeExists: Status(.alreadyExists, "there is a node \(path)")
            case .noAuth: Status(.permissionDenied, "ZooKeeper does not allow this with \(path)")
            case .authFailed: Status(.unauthenticated, "ZooKeeper does not take the credentials")
            case .connectionLoss: Status(.unavailable, "the connection to ZooKeeper was lost")
            case .sessionExpired, .sessionMoved: Status(.unavailable, "the session with ZooKeeper has ended")
            case .operationTimeout, .notReadOnly: Status(.unavailable, "ZooKeeper cannot do it now")
            case .badArguments, .invalidACL:
                Status(.invalidArgument, "ZooKeeper does not take what is asked of \(path)")
            case .badVersion: Status(.aborted, "\(path) has changed meanwhile")
            case .notEmpty, .noChildrenForEphemerals:
                Status(.failedPrecondition, "the children of \(path) are in the way, or it can have none")
            case .quotaExceeded, .throttled: Status(.resourceExhausted, "ZooKeeper takes no more")
            case .unimplemented: Status(.unimplemented, "ZooKeeper cannot do that")
            default: Status(.internal, "ZooKeeper has failed with error \(error.rawValue)")
            }
    }
}
