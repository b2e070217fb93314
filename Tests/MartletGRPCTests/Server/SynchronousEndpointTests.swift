import Martlet
import MartletGRPC
import MartletHTTP
import NIOCore
import Testing

@Suite("Endpoints of gRPC that never suspend", .timeLimit(.minutes(1)))
struct SynchronousEndpointTests {
    /// Whether it was called by a task.
    private static let hasTask = Endpoint("task") { (_: ByteBuffer) in
        ByteBuffer(bytes: [withUnsafeCurrentTask { $0 == nil } ? 0 : 1])
    }

    private func method(_ name: String, _ endpoint: Endpoint<ByteBuffer, ByteBuffer>) -> GRPCMethod {
        GRPCMethod(name, to: endpoint, input: .bytes, output: .bytes, decode: { $0 }, encode: { $0 })
    }

    @Test("They are called without a task, and those with layers with one")
    func withoutATask() async throws {
        let routes = HTTPRoutes {
            GRPCService("t.T") {
                method("Bare", Self.hasTask)
                method("Layered", Self.hasTask.with("layer") { try await $1($0) })
            }
        }
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                func call(_ name: String) -> Endpoint<ByteBuffer, ByteBuffer> {
                    GRPCCaller(client).unary(
                        "t.T/\(name)",
                        input: .bytes,
                        output: .bytes,
                        encode: { $0 },
                        decode: { $0 }
                    )
                }
                #expect(try await call("Bare")(ByteBuffer()) == ByteBuffer(bytes: [0]))
                #expect(try await call("Layered")(ByteBuffer()) == ByteBuffer(bytes: [1]))
            }
        }
    }
}
