import ServiceLifecycle

/// The servers of all wires as one service, so that they begin to stop at the same moment.
///
/// A service group stops its services one after the other: while the last one answered its calls in flight the others would go on
/// to take new ones, and each of them would take its time for that in turn.
struct Wires: Service, CustomStringConvertible {
    let servers: [any Service]

    /// Serves until all of them have stopped; when one fails the others are cancelled.
    func run() async throws {
        try await withThrowingTaskGroup { group in
            for server in servers {
                group.addTask { try await server.run() }
            }
            try await group.waitForAll()
        }
    }

    var description: String { "servers of all wires" }
}
