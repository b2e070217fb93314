package import NIOCore

/// What a wire does with the connections that a ``ServerListener`` accepts.
package protocol ConnectionAcceptor<Loop>: Sendable {
    associatedtype Loop: ServerLoop

    /// The connections that are open. Each is removed when it has ended, by whoever was added for it.
    var count: ConnectionCount { get }

    /// What the connections of an event loop are to share.
    func makeLoop(_ eventLoop: any EventLoop) -> Loop

    /// Adds what speaks the wire to a connection, on its loop. TLS is there already.
    ///
    /// - Throws: Closes the connection; it does not count then.
    func accept(_ channel: any Channel, on loop: Loop, speaksTLS: Bool) throws

    /// Ends a connection that is one too many.
    func refuse(_ channel: any Channel, speaksTLS: Bool) throws
}

extension ConnectionAcceptor {
    /// Most wires have no answer for a connection that is one too many.
    package func refuse(_ channel: any Channel, speaksTLS: Bool) throws {
        channel.close(promise: nil)
    }
}

extension ConnectionAcceptor where Loop == ServerLoop {
    package func makeLoop(_ eventLoop: any EventLoop) -> ServerLoop { ServerLoop(eventLoop) }
}
