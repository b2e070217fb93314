public import Martlet

/// The call that is being answered or made: in the context of everything that belongs to it, hooks, endpoint and layers.
///
/// ```swift
/// let method = RequestContext.current[JSONRPCCall.self]?.method
/// ```
public struct JSONRPCCall: Sendable, RequestContextKey {
    /// What the key stands for.
    public typealias Value = JSONRPCCall

    /// The name of the method.
    public let method: String

    /// The id as it is written, with the quotes of a string; `nil` for a notification.
    public let id: String?
}
