import Martlet
import MartletNetRPC
import Testing

@Suite("Clients that go away", .timeLimit(.minutes(1)))
struct DisconnectTests {
    @Test("Calls of a client that has gone are cancelled", arguments: [NetRPCWire.gob, .gobOverHTTP, .json])
    func cancels(wire: NetRPCWire) async throws {
        let events = Events()
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Forever",
                to: Endpoint("forever") { (number: Int) in
                    events.note("begun")
                    await untilCancelled()
                    events.note("cancelled")
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address, wire) { client async throws in
                let forever: Endpoint<Int, Int> = client.endpoint("Test.Forever")
                async let result = status { try await forever(1) }
                #expect(await events.next() == "begun")
                await client.close()
                #expect(await result == "unavailable: the connection to the server was lost")
            }
            #expect(await events.next() == "cancelled")
        }
    }

    @Test("A client that closes its sending side alone gets what was replied, and what is in spite of the cancellation")
    func halfClosed() async throws {
        let methods = NetRPCMethods {
            NetRPCMethod("Test.Now", to: Endpoint("now") { (number: Int) in number })
            NetRPCMethod(
                "Test.Forever",
                to: Endpoint("forever") { (number: Int) in
                    await untilCancelled()
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            let answers = try await RawConnection.with(port: server.port) { writer, reader in
                try await writer.send(
                    #"{"method":"Test.Forever","params":[1],"id":1}{"method":"Test.Now","params":[2],"id":2}"#
                )
                writer.finish()
                return await reader.rest()
            }
            #expect(
                answers == """
                    {"id":2,"result":2,"error":null}
                    {"id":1,"result":1,"error":null}

                    """
            )
        }
    }
}
