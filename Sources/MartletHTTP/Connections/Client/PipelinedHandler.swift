/// What speaks a wire on one connection of a client, on which many calls wait for their answers at the same time.
package protocol PipelinedHandler: ConnectingHandler {
    associatedtype Call: PendingCall
    associatedtype Configuration: PipelinedConfiguration

    /// Makes the handler of one connection.
    ///
    /// - Parameters:
    ///   - configuration: That of the client.
    ///   - onClose: Called once, when the connection takes no more calls.
    init(_ configuration: Configuration, onClose: @escaping (Self) -> Void)

    /// Sends a call, or fails it.
    func send(_ call: Call)

    /// Forgets a call: nobody waits for its answer any more.
    func drop(_ call: Call)

    /// Closes the connection; calls on it fail.
    func close()
}
