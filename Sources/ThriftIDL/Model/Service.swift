/// A service.
struct Service: Sendable {
    /// The service whose methods it has as well.
    var parent: DeclarationID?

    /// Its own methods.
    var functions: [Function]
}

/// A method of a service.
struct Function: Sendable {
    /// The name in the IDL and on the wire.
    var name: Name

    /// The name in Swift.
    var swiftName: String

    var isOneway: Bool

    /// Whether a call made twice has the effect of one.
    var isIdempotent: Bool

    /// What it returns; `nil` is `void`.
    var result: IDLType?

    var arguments: [Field]
    var exceptions: [Field]
    var documentation: [String]
}
