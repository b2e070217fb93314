/// Who may do what with a node.
package struct AccessEntry: Hashable, Sendable {
    /// Bits: 1 read, 2 write, 4 create children, 8 delete children, 16 change the ACL.
    package let permissions: Int32
    /// `world`, `auth`, `digest`, `ip`, `x509`.
    package let scheme: String
    /// Who, in the words of the scheme.
    package let identity: String

    package init(permissions: Int32, scheme: String, identity: String) {
        self.permissions = permissions
        self.scheme = scheme
        self.identity = identity
    }
}
