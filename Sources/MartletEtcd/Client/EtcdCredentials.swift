/// A user of etcd and its password.
public struct EtcdCredentials: Sendable {
    let user: String
    let password: String

    /// Makes credentials.
    ///
    /// - Parameters:
    ///   - user: The name of the user.
    ///   - password: The password. Over anything but loopback, use endpoints with `https`.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

extension EtcdCredentials: CustomStringConvertible, CustomReflectable {
    /// The name of the user, without the password.
    public var description: String { user }

    /// Only what ``description`` has, so that no dump of a value shows a password.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
