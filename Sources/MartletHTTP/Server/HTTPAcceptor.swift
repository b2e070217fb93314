package import NIOCore

/// Accepts connections of both versions of HTTP.
package struct HTTPAcceptor: ConnectionAcceptor {
    /// The connections that are open.
    package let count: ConnectionCount
    private let application: HTTPApplication
    private let settings: ConnectionSettings
    private let fieldCount: Int

    /// Makes an acceptor for the connections of one server.
    package init(_ application: HTTPApplication, configuration: HTTPServer.Configuration) {
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        self.application = application
        settings = ConnectionSettings(
            limits: configuration.limits,
            timeouts: configuration.timeouts,
            onClose: { count.remove() }
        )
        fieldCount = configuration.limits.fieldCount
    }

    /// What the connections of an event loop are to share.
    package func makeLoop(_ eventLoop: any EventLoop) -> ConnectionLoop {
        ConnectionLoop(eventLoop, fieldCount: fieldCount)
    }

    /// Adds what speaks HTTP to a connection.
    package func accept(_ channel: any Channel, on loop: ConnectionLoop, speaksTLS: Bool) throws {
        let detector = VersionDetector(application: application, loop: loop, settings: settings, speaksTLS: speaksTLS)
        try channel.pipeline.syncOperations.addHandler(detector)
    }

    /// Tells a client that it is one too many.
    package func refuse(_ channel: any Channel, speaksTLS: Bool) throws {
        try channel.pipeline.syncOperations.addHandler(OverloadHandler(speaksTLS: speaksTLS))
    }
}
