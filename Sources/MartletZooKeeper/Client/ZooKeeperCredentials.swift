/// Who a client is, for nodes whose access lists name somebody.
///
/// It is sent in the clear unless ``ZooKeeperClient/Configuration/tls`` is set.
public struct ZooKeeperCredentials: Sendable, CustomStringConvertible {
    let user: String
    let password: String

    /// Name and password
    /// ([scheme `digest`](https://zookeeper.apache.org/doc/r3.8.0/zookeeperProgrammers.html#sc_BuiltinACLSchemes)). The
    /// client checks that neither is empty.
    ///
    /// - Parameters:
    ///   - user: The name, without a colon.
    ///   - password: The password.
    public static func digest(user: String, password: String) -> ZooKeeperCredentials {
        ZooKeeperCredentials(user: user, password: password)
    }

    var bytes: [UInt8] { Array("\(user):\(password)".utf8) }

    var areValid: Bool { !user.isEmpty && !password.isEmpty && !user.contains(":") }

    /// The name only.
    public var description: String { "digest of \(user)" }
}
