import Foundation
import Martlet
import MartletGob
import MartletHTTP
import MartletNetRPC
import RealServers
import TLSTesting
import Testing

private let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Go/netrpc.go").path

@Suite("Go's net/rpc", .requires(.go))
struct GoTests {
    @Test("A Go client calls our server", arguments: ["gob", "http", "json"])
    func goClient(wire: String) async throws {
        let program = try await GoProgram(source)
        try await withNetRPCServer(addMethods, { $0.types = shapeTypes }) { server async throws in
            let output = try await program.run(["call", wire, "127.0.0.1:\(server.port)"])
            #expect(output == expectedOutput(areaIsAsked: wire != "json"))
        }
    }

    @Test("A Go client calls our server with TLS, and both have a certificate")
    func goClientTLS() async throws {
        let program = try await GoProgram(source)
        let identity = try await TestIdentity()
        try await withNetRPCServer(
            addMethods,
            {
                $0.types = shapeTypes
                $0.tls = identity.server(requiresClientCertificate: true)
            }
        ) { server async throws in
            let output = try await program.run(["call-tls", identity.path, "127.0.0.1:\(server.port)"])
            #expect(output == expectedOutput(areaIsAsked: true))
        }
    }

    private func expectedOutput(areaIsAsked: Bool) -> String {
        """
        sum 3
        zeroes: invalid_argument: two zeroes
        no method: rpc: can't find method Add.Nothing
        no service: rpc: can't find service Nobody.Sum
        ill-formed: rpc: service/method request ill-formed: Sum
        mismatch: true
        join abc
        count map[x:2 y:1]
        echo T [{one [1 2]} {two []}] map[w:3] U [0 255]
        \(areaIsAsked ? "area [12 {9} unknown]\n" : "")concurrent 800 1 800

        """
    }

    @Test("Our client calls a Go server with TLS, and both have a certificate")
    func goServerTLS() async throws {
        let program = try await GoProgram(source)
        let identity = try await TestIdentity()
        try await withServer(GoServer.self, options: .init(program, ["serve-tls", identity.path])) {
            server async throws in
            let address = ServerAddress.hostname("127.0.0.1", port: server.ports[0])
            try await withClient(
                address,
                .gob,
                {
                    $0.types = shapeTypes
                    $0.tls = identity.client(hasCertificate: true)
                }
            ) { client async throws in
                try await check(client, .gob)
            }
            try await withClient(address, .gob, { $0.tls = identity.client() }) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                #expect(await status { try await sum(SumRequest(a: 1, b: 2)) }.hasPrefix("unavailable: "))
            }
        }
    }

    @Test("A Go server that is killed ends the calls on it, and a new one is called", arguments: NetRPCWire.all)
    func killed(wire: NetRPCWire) async throws {
        let program = try await GoProgram(source)
        try await withServer(GoServer.self, options: .init(program, ["serve"], portCount: 3)) { server async throws in
            try await withClient(
                .hostname("127.0.0.1", port: server.ports[NetRPCWire.all.firstIndex(of: wire) ?? 0]),
                wire,
                { $0.backoff = .zero }
            ) { client async throws in
                let wait: Endpoint<Int, Int> = client.endpoint("Add.Wait")
                let waiting: Endpoint<Int, Int> = client.endpoint("Add.Waiting")
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<20 { group.addTask { await status { try await wait(number) } } }
                    try await eventually("all calls have come") { try await waiting(0) == 20 }
                    await server.kill()
                    for try await result in group {
                        #expect(result == "unavailable: the connection to the server was lost")
                    }
                }
                #expect(await status { try await sum(SumRequest(a: 1, b: 2)) }.hasSuffix(", unprocessed"))
                try await server.start()
                #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
            }
        }
    }

    @Test("Our client calls a Go server", arguments: NetRPCWire.all)
    func goServer(wire: NetRPCWire) async throws {
        let program = try await GoProgram(source)
        try await withServer(GoServer.self, options: .init(program, ["serve"], portCount: 3)) { server async throws in
            let port = server.ports[NetRPCWire.all.firstIndex(of: wire) ?? 0]
            let address = ServerAddress.hostname("127.0.0.1", port: port)
            try await withClient(address, wire, { $0.types = shapeTypes }) { client async throws in
                try await check(client, wire)
            }
        }
    }

    private func check(_ client: NetRPCClient, _ wire: NetRPCWire) async throws {
        let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
        #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
        #expect(await status { try await sum(SumRequest(a: 0, b: 0)) } == "invalid_argument: two zeroes")
        #expect(await status { try await sum(SumRequest(a: -1, b: 0)) } == "unknown: a plain error")
        let nothing: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Nothing")
        #expect(
            await status { try await nothing(SumRequest(a: 1, b: 1)) }
                == "unimplemented: rpc: can't find method Add.Nothing, unprocessed"
        )
        let join: Endpoint<[String], String> = client.endpoint("Add.Join")
        #expect(try await join(["a", "b"]) == "ab")
        let count: Endpoint<[String], [String: Int]> = client.endpoint("Add.Count")
        #expect(try await count(["x", "y", "x"]) == ["x": 2, "y": 1])
        let echo: Endpoint<Page, Page> = client.endpoint("Add.Echo")
        if wire != .json {
            let page = Page(
                title: "T",
                lines: [Line(text: "one", marks: [1, 2]), Line(text: "two")],
                words: ["w": 3],
                next: Page(title: "U"),
                data: Data([0, 255])
            )
            #expect(try await echo(page) == page)
            let area: Endpoint<Shapes, [GobInterface]> = client.endpoint("Add.Area")
            let areas = try await area(
                Shapes(all: [GobInterface(Circle(radius: 2)), GobInterface(Square(side: 3)), GobInterface("x")])
            )
            #expect(areas.map(\.value).first as? Double == 12)
            #expect(areas[1].value as? Square == Square(side: 9))
            #expect(areas[2].value as? String == "unknown")
        }
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 { group.addTask { try await sum(SumRequest(a: number, b: 1)).v } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(sums == Set(1...200))
    }
}
