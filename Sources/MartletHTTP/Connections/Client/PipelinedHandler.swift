package import NIOCore

/// What speaks a wire on one connection of a client, on which many calls wait for their answers at the same time.
package protocol PipelinedHandler: ChannelHandler, Sendable {
    associatedtype Call: PendingCall
    associatedtype Configuration: PipelinedConfiguration

    /// Makes the handler of one connection.
    ///
    /// - Parameters:
    ///   - configuration: That of the client.
    ///   - onClose: Called once, when the connection takes no more calls.
    init(_ configuration: Configuration, onClose: @escaping (Self) -> Void)

    /// Done when calls can be sent; failed when the connection ends before. There from when the handler was added until the
    /// connection ends.
    var ready: EventLoopPromise<Self>? { get }

    /// Sends a call, or fails it.
    func send(_ call: Call)

    /// Forgets a call: nobody waits for its answer any more.
    func drop(_ call: Call)

    /// Closes the connection; calls on it fail.
    func close()
}
