/// What a server says has gone wrong
/// ([`KeeperException.Code`](https://zookeeper.apache.org/doc/r3.8.0/apidocs/zookeeper-server/org/apache/zookeeper/KeeperException.Code.html)).
package struct ZooKeeperErrorCode: Error, Hashable, Sendable, RawRepresentable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let none = Self(rawValue: 0)
    package static let systemError = Self(rawValue: -1)
    package static let runtimeInconsistency = Self(rawValue: -2)
    package static let dataInconsistency = Self(rawValue: -3)
    package static let connectionLoss = Self(rawValue: -4)
    package static let marshallingError = Self(rawValue: -5)
    package static let unimplemented = Self(rawValue: -6)
    package static let operationTimeout = Self(rawValue: -7)
    package static let badArguments = Self(rawValue: -8)
    package static let noNode = Self(rawValue: -101)
    package static let noAuth = Self(rawValue: -102)
    package static let badVersion = Self(rawValue: -103)
    package static let noChildrenForEphemerals = Self(rawValue: -108)
    package static let nodeExists = Self(rawValue: -110)
    package static let notEmpty = Self(rawValue: -111)
    package static let sessionExpired = Self(rawValue: -112)
    package static let invalidACL = Self(rawValue: -114)
    package static let authFailed = Self(rawValue: -115)
    package static let sessionMoved = Self(rawValue: -118)
    package static let notReadOnly = Self(rawValue: -119)
    package static let quotaExceeded = Self(rawValue: -125)
    package static let throttled = Self(rawValue: -127)
}

extension ZooKeeperErrorCode {
    /// For `catch ZooKeeperErrorCode.noNode`.
    package static func ~= (pattern: ZooKeeperErrorCode, error: any Error) -> Bool {
        (error as? ZooKeeperErrorCode) == pattern
    }
}
