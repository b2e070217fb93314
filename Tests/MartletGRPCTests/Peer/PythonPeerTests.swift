#if GRPC
import Foundation
import Martlet
import MartletGRPC
import MartletHTTP
import RealServers
import SwiftProtobuf
import Testing

@Suite("Calls of Python's grpcio to our server, and ours to its", .timeLimit(.minutes(2)))
struct PythonPeerTests {
    typealias Note = PeerService.Note

    @Test("Python calls every kind of method of ours", .requires(.pythonGRPC))
    func pythonCallsUs() async throws {
        try await withServer(try PeerService().routes) { server async throws in
            let result = try await Tool.run(
                Command(Tool.python, [Peers.python, Peers.protos, "call", "\(server.port)"]),
                within: .seconds(60)
            )
            let seen = try result.json()
            for (what, expected) in Self.expected {
                let value = try JSONDecoder().decode(JSONValue.self, from: Data(expected.utf8))
                #expect(seen[what] == value, "\(what)")
            }
        }
    }

    /// What Python's client sees when all is well, as JSON.
    private static let expected = [
        "echo": #"[7, "héllo", true]"#,
        "header": #""one""#,
        "trailer": "[0, 255, 1]",
        "sum": "42",
        "count": "[1, 2, 3, 4, 5]",
        "join": #""0123""#,
        "chat": #"["a", "b", "c"]"#,
        "big": "true",
        "stream of big": "10000000",
        "too big": "8",
        "gzip": "100000",
        "fail": #"{"code": 9, "message": "100% bäd\n"}"#,
        "details": #"["type.googleapis.com/google.rpc.ErrorInfo", "type.googleapis.com/google.rpc.RetryInfo"]"#,
        "reason": #""TESTED""#,
        "codes": "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]",
        "deadline": "4",
        "deadline in time": "true",
        "cancelled": "2",
        "timeout": "true",
        "half-way": "[1, 2, 10]",
        "unknown method": "12",
        "unknown service": "12",
        "health": "1",
        "health of nobody": "5",
        "watch": "3",
        "services": """
        ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "martlet.peer.Peer", "pb.Add"]
        """,
        "reflected": #""peer.proto""#,
        "many": "124750",
    ]

    @Test("We call every kind of method of Python's", .requires(.pythonGRPC))
    func weCallPython() async throws {
        try await withServer(PythonGRPC.self, options: .init([Peers.python, Peers.protos, "serve"])) {
            server async throws in
            try await withClient(port: server.port) { client async throws in
                try await PeerChecks(client).run()
            }
        }
    }

    @Test("Compressed requests and answers go through", .requires(.pythonGRPC))
    func gzip() async throws {
        try await withServer(PythonGRPC.self, options: .init([Peers.python, Peers.protos, "serve"])) {
            server async throws in
            try await withClient(port: server.port, { $0.compressesRequests = true }) { client async throws in
                let note = Note(text: "compress", data: [UInt8](repeating: 7, count: 100_000))
                #expect(try await PeerClient(GRPCCaller(client)).echo(note) == note)
            }
        }
    }

    @Test("A server that is killed fails the calls, and one that comes back is found", .requires(.pythonGRPC))
    func restart() async throws {
        try await withServer(PythonGRPC.self, options: .init([Peers.python, Peers.protos, "serve"])) {
            server async throws in
            try await withClient(port: server.port) { client async throws in
                let peer = PeerClient(GRPCCaller(client))
                let note = Note(number: 1)
                #expect(try await peer.echo(note) == note)
                await server.kill()
                let status = await #expect(throws: Status.self) { try await peer.echo(note) }
                #expect(status?.code == .unavailable)
                try await server.start()
                let again = try await eventually("the server is back") { try await peer.echo(note) }
                #expect(again == note)
            }
        }
    }

    @Test("grpcurl finds the services by reflection and calls one", .requires(.grpcurl))
    func grpcurl() async throws {
        try await withServer(try PeerService().routes) { server async throws in
            let address = "127.0.0.1:\(server.port)"
            let list = try await Tool.run(Command(try Peers.grpcurl, ["-plaintext", address, "list"]))
            #expect(list.output.split(separator: "\n").contains("martlet.peer.Peer"))
            let call = try await Tool.run(
                Command(try Peers.grpcurl, ["-plaintext", "-d", #"{"a": 1, "b": 2}"#, address, "pb.Add/Sum"])
            )
            #expect(try call.json()["v"] == .string("3"))
            let described = try await Tool.run(
                Command(try Peers.grpcurl, ["-plaintext", address, "describe", "pb.Add"])
            )
            #expect(described.output.contains("rpc Sum ( .pb.SumRequest ) returns ( .pb.SumReply );"))
        }
    }
}
#endif
