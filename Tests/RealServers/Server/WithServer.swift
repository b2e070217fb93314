/// Starts a server on 127.0.0.1 with free ports and a temporary folder, waits until it is ready, and always stops it and
/// removes the folder: also when the body throws or the task is cancelled.
///
/// ```swift
/// @Test(.requires(.influxDB))
/// func writesReachTheDatabase() async throws {
///     try await withServer(InfluxDB.self) { database in
///         try await database.write("requests,method=GET value=1 1700000000000000000")
///         #expect(try await database.query("SELECT * FROM requests").count == 1)
///         await database.kill()
///         try await database.start()  // the same port and data
///     }
/// }
/// ```
///
/// For several servers at once nest the calls. Each call has a server of its own, so tests run in parallel.
///
/// - Parameters:
///   - type: Which server.
///   - options: What it leaves to choose.
///   - body: What to do with it.
/// - Throws: `ServerError` when it does not start (with the last lines of its log), and what the body throws.
package func withServer<Server: RealServer, Result>(
    _ type: Server.Type,
    options: Server.Options = Server.defaultOptions,
    _ body: (Server) async throws -> Result
) async throws -> Result {
    let server = try await started(type, options)
    do {
        let result = try await body(server)
        await server.kill()
        return result
    } catch {
        await server.kill()
        throw error
    }
}

/// Makes and starts one; anew with other ports, when somebody else took one of them before the server did.
private func started<Server: RealServer>(_ type: Server.Type, _ options: Server.Options) async throws -> Server {
    var attempts = 5
    while true {
        let name = Server.requirement.name.lowercased().filter { $0.isLetter || $0.isNumber }
        let server = try Server(options, process: ServerProcess(name: name))
        do {
            try server.process.launch(server.command())
            try await server.waitUntilReady()
            try await server.prepare()
            return server
        } catch let error as AddressInUse {
            attempts -= 1
            guard attempts > 0 else { throw ServerError(error.description) }
        } catch {
            await server.kill()
            throw error
        }
    }
}
