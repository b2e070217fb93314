import ArgumentParser
import ExampleTesting
import MartletTesting

@testable import profilesvc

/// Runs the service as it is wired.
func withProfilesvc(_ depth: Depth, _ store: StoreKind = .memory, _ body: (Peer) async throws -> Void) async throws {
    try await store.withFlags { flags in
        let app = try App.parse(["--http-addr", "127.0.0.1:0", "--workers", "1"] + flags)
        switch depth {
        case .inProcess: try await body(Peer(InProcessTransport(app.buildRoutes(logger: silence))))
        case .socket: try await withServer({ try app.build(logger: silence, onListening: $0) }, body)
        }
    }
}
