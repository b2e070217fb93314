import Martlet
import MartletHTTP
import MartletNetRPC
import RealServers
import Testing

@Suite("A server's connections", .timeLimit(.minutes(1)))
struct LifecycleTests {
    @Test("A socket in the file system, twice in the same place", arguments: [NetRPCWire.gob, .gobOverHTTP, .json])
    func unixDomainSocket(wire: NetRPCWire) async throws {
        let folder = try TemporaryFolder("netrpc")
        let address = ServerAddress.unixDomainSocket(path: folder.file("socket"))
        for _ in 0..<2 {
            try await withNetRPCServer(addMethods, on: address) { server async throws in
                #expect(server.address.description == address.description)
                try await withClient(address, wire) { client async throws in
                    let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                    #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
                }
            }
        }
    }

    @Test("Connections beyond the limit are closed, until another one has ended")
    func connectionLimit() async throws {
        try await withNetRPCServer(addMethods, { $0.limits.connectionCount = 1 }) { server async throws in
            try await withClient(server.address, .gob, { $0.connectionCount = 1 }) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
                for _ in 0..<3 {
                    let rest = try await RawConnection.with(port: server.port) { _, reader in await reader.rest() }
                    #expect(rest.isEmpty)
                }
                #expect(try await sum(SumRequest(a: 3, b: 4)).v == 7)
            }
            try await withClient(server.address, .gob, { $0.backoff = .zero }) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                let reply = try await eventually("there is room") { try await sum(SumRequest(a: 1, b: 2)) }
                #expect(reply.v == 3)
            }
        }
    }

    @Test("A shutdown answers all calls that have been read, and those too that wait for others to end")
    func pipelined() async throws {
        let events = Events()
        let gate = Gate()
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Wait",
                to: Endpoint("wait") { (number: Int) in
                    events.note("begun \(number)")
                    await gate.wait()
                    return number
                }
            )
        }
        try await withNetRPCServer(methods, { $0.limits.callCount = 1 }) { server async throws in
            let answers = try await RawConnection.with(port: server.port) { writer, reader in
                let calls = (1...3).map { #"{"method":"Test.Wait","params":[\#($0)],"id":\#($0)}"# }
                // And the beginning of one that never comes.
                try await writer.send(calls.joined() + #"{"method":"Test"#)
                #expect(await events.next() == "begun 1")
                await server.beginShutdown()
                try await waitUntilRefusing(server)
                gate.open()
                return await reader.rest()
            }
            #expect(
                answers.split(separator: "\n") == [
                    #"{"id":1,"result":1,"error":null}"#, #"{"id":2,"result":2,"error":null}"#,
                    #"{"id":3,"result":3,"error":null}"#,
                ]
            )
            await server.waitForEnd()
        }
    }

    @Test("A connection without a call is closed by a shutdown, and so is one in the middle of sending one")
    func idle() async throws {
        // Again and again: some of them come in the moment in which the server stops to listen.
        for _ in 0..<25 {
            for text in ["", "{", "CONNECT /_goRPC_ HTTP/1.0\n\n", #"{"method":"Add.Sum","params":[],"id":1}{"#] {
                try await withNetRPCServer(addMethods) { server async throws in
                    try await RawConnection.with(port: server.port) { writer, reader in
                        try await writer.send(text)
                        await server.beginShutdown()
                        _ = await reader.rest()
                    }
                    await server.waitForEnd()
                }
            }
        }
    }

    private func waitUntilRefusing(_ server: RunningServer) async throws {
        try await eventually("nobody listens") { try await !TCP.accepts(port: server.port) }
    }
}
