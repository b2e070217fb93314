import NIOCore

/// Accepts connections of both versions of HTTP.
struct HTTPAcceptor: ConnectionAcceptor {
    let count: ConnectionCount
    private let application: HTTPApplication
    private let settings: ConnectionSettings
    private let fieldCount: Int

    init(_ application: HTTPApplication, configuration: HTTPServer.Configuration) {
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

    func makeLoop(_ eventLoop: any EventLoop) -> ConnectionLoop {
        ConnectionLoop(eventLoop, fieldCount: fieldCount)
    }

    func accept(_ channel: any Channel, on loop: ConnectionLoop, speaksTLS: Bool) throws {
        let detector = VersionDetector(application: application, loop: loop, settings: settings, speaksTLS: speaksTLS)
        try channel.pipeline.syncOperations.addHandler(detector)
    }

    func refuse(_ channel: any Channel, speaksTLS: Bool) throws {
        try channel.pipeline.syncOperations.addHandler(OverloadHandler(speaksTLS: speaksTLS))
    }
}
