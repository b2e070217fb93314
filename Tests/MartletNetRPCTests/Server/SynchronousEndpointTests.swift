import Martlet
import MartletNetRPC
import Testing

@Suite("Endpoints that never suspend")
struct SynchronousEndpointTests {
    private static func hasTask() -> Bool { withUnsafeCurrentTask { $0 != nil } }

    @Test("They are called without a task, and those with layers with one", arguments: [NetRPCWire.gob, .json])
    func withoutATask(wire: NetRPCWire) async throws {
        let bare = Endpoint("bare") { (_: Int) in Self.hasTask() }
        let layered = bare.with("layer") { try await $1($0) }
        let methods = NetRPCMethods {
            NetRPCMethod("Test.Bare", to: bare)
            NetRPCMethod("Test.Layered", to: layered)
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address, wire) { client async throws in
                let bare: Endpoint<Int, Bool> = client.endpoint("Test.Bare")
                let layered: Endpoint<Int, Bool> = client.endpoint("Test.Layered")
                #expect(try await bare(1) == false)
                #expect(try await layered(1) == true)
            }
        }
    }

    @Test("They see the context")
    func context() async throws {
        let left = Endpoint("left") { (_: Int) in
            RequestContext.current.deadline.map { $0.remaining() > .zero && $0.remaining() <= .seconds(60) } ?? false
        }
        let methods = NetRPCMethods { NetRPCMethod("Test.Left", to: left) }
        try await withNetRPCServer(methods, { $0.callTimeout = .seconds(60) }) { server async throws in
            try await withClient(server.address) { client async throws in
                let left: Endpoint<Int, Bool> = client.endpoint("Test.Left")
                #expect(try await left(1))
            }
        }
    }
}
