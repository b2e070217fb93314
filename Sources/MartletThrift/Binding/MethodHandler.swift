import MartletThriftProtocol

/// Answers the calls of one method.
protocol MethodHandler: AnyObject, Sendable {
    /// The name as it is called, with the service before it if there is one.
    var name: String { get }
    var nameBytes: [UInt8] { get }

    /// Handles a call: reads the arguments before returning, and answers on the connection, now or later.
    ///
    /// - Parameters:
    ///   - call: What the answer needs.
    ///   - message: The whole message; valid only until the method returns.
    ///   - headers: The headers of the frame.
    ///   - connection: Where to answer.
    func handle(
        _ call: ServerCall,
        _ message: UnsafeRawBufferPointer,
        headers: ThriftHeaders,
        on connection: ServerConnectionHandler
    )
}

/// What an answer needs of the call.
struct ServerCall: Sendable {
    /// The form of the call, which the answer has, too.
    var form: MessageForm
    /// The name for the answer, without a service before it.
    var name: String
    /// The number that the client has given it.
    var sequenceID: Int32
    /// Whether nobody waits for an answer.
    var isOneway: Bool
}
