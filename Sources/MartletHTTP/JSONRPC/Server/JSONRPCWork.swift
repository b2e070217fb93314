import Martlet

/// What one body asks for.
enum JSONRPCWork: Sendable {
    /// One request, answered by one object or, for a notification, by nothing.
    case single(JSONRPCItem)

    /// Several, answered by an array.
    case batch([JSONRPCItem])
}

/// One request, read as far as it could be read.
struct JSONRPCItem: Sendable {
    /// `nil` for a notification.
    var id: [UInt8]?

    /// The name of the endpoint or, where none was found, of the method.
    var name: String

    /// The context of the call; `nil` where there is none, because it is no request.
    var context: RequestContext?

    /// The call, or why there is none.
    var call: Result<JSONRPCMethod.Prepared, any Error>
}
