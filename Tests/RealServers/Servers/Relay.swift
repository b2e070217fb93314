extension Requirement {
    /// Python 3, Debian package `python3`.
    package static let relay = Requirement("Python", package: "apt-get install python3") {
        [Installation.file(Installation.systemPython)]
    }
}

/// A process that passes bytes on between two ends, so that a test can cut the connection while both ends live.
///
/// After `suspend()` nothing passes and no connection ends, as when a network loses everything.
package struct Relay: RealServer {
    package static var requirement: Requirement { .relay }

    /// The choices.
    package struct Options: Sendable {
        /// The port on 127.0.0.1 that it connects to.
        package var target: Int

        /// Makes choices.
        package init(to target: Int = 1) { self.target = target }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port on which it takes connections.
    package let port: Int

    private let target: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        target = options.target
        port = try FreePorts.tcp()
        try process.folder.write(
            "relay.py",
            """
            import asyncio, sys

            async def pass_on(reader, writer):
                try:
                    while data := await reader.read(65536):
                        writer.write(data)
                        await writer.drain()
                except OSError:
                    pass
                writer.close()

            async def relay(reader, writer):
                try:
                    there, back = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
                except OSError:
                    return writer.close()
                await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

            async def main():
                server = await asyncio.start_server(relay, "127.0.0.1", int(sys.argv[1]))
                await server.serve_forever()

            asyncio.run(main())
            """
        )
    }

    package func command() throws -> Command {
        Command(Installation.systemPython, [process.folder.file("relay.py"), String(port), String(target)])
    }

    package func isReady() async throws -> Bool { try await TCP.accepts(port: port) }
}
