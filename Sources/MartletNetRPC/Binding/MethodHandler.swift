/// Answers the calls of one method.
protocol MethodHandler: AnyObject, Sendable {
    var name: String { get }
    var nameBytes: [UInt8] { get }

    /// Handles a call: reads the arguments before returning, and answers on the connection, now or later.
    func handle(_ call: ServerCall, _ body: NetRPCBody, on connection: ServerConnectionHandler)
}

/// What an answer needs of the call.
struct ServerCall: Sendable {
    /// The number that the client has given it.
    var sequence: UInt64
    /// The name that was called.
    var name: String
    /// The id as JSON, for that codec.
    var id: [UInt8] = []
}
