/// How Swift is made of the IDL.
package struct SwiftOptions: Hashable, Sendable {
    /// Who may use what is generated.
    package enum Access: String, Hashable, Sendable, CaseIterable {
        /// Everyone who imports the module.
        case `public`
        /// The modules of the package.
        case package
        /// The module.
        case `internal`

        /// What stands before a declaration.
        var prefix: String { self == .internal ? "" : rawValue + " " }
    }

    /// Who may use what is generated.
    package var access: Access

    package init(access: Access = .internal) {
        self.access = access
    }
}
