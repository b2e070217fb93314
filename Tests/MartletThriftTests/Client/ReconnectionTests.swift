import Martlet
import MartletHTTP
import MartletTesting
import MartletThriftProtocol
import NIOCore
import NIOPosix
import RealServers
import Testing

@testable import MartletThrift

@Suite("Connections that are lost")
struct ReconnectionTests {
    private typealias Sum = TypedClientCall<TwoArguments<Int64>, Answer<Int64>>

    @Test("A client calls a server that was started again", arguments: Wire.all)
    func restart(wire: Wire) async throws {
        let folder = try TemporaryFolder("thrift")
        let address = ServerAddress.unixDomainSocket(path: folder.file("socket"))
        try await withClient(
            address,
            {
                wire.call(&$0)
                $0.connectionCount = 1
                $0.backoff = .zero
            }
        ) { client async throws in
            let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
            for _ in 0..<3 {
                let down = await status { try await sum(TwoArguments(1, 2)) }
                #expect(down.hasPrefix("unavailable: "), "\(down)")
                try await withThriftServer(Depot().bindings, on: address, wire.serve) { _ async throws in
                    #expect(try await sum(TwoArguments(1, 2)) == 3)
                    #expect(try await sum(TwoArguments(3, 4)) == 7)
                }
            }
        }
    }

    @Test("A call that was cancelled after its end leaves those of the next connection alone", .timeLimit(.minutes(1)))
    func cancelledAfterItsEnd() async throws {
        let gate = Gate()
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let slow = ThriftBindings {
            ThriftBinding(
                DepotMethods.sum,
                to: Endpoint("sum") { (arguments: TwoArguments<Int64>) in
                    hasBegun.yield()
                    await gate.wait()
                    return arguments.a + arguments.b
                }
            )
        }
        let first = Sum(DepotMethods.sum, name: "sum", TwoArguments(1, 2), headers: ThriftHeaders(), deadline: nil)
        let second = Sum(DepotMethods.sum, name: "sum", TwoArguments(3, 4), headers: ThriftHeaders(), deadline: nil)
        let folder = try TemporaryFolder("thrift")
        let address = ServerAddress.unixDomainSocket(path: folder.file("socket"))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let connection = ClientConnection(
            to: address,
            configuration: .init { $0.backoff = .zero },
            tls: nil,
            on: loop
        )
        try await withThriftServer(Depot().bindings, on: address) { _ async throws in
            #expect(try await answer(first, on: connection) == 3)
        }
        // It notices at the latest now that the connection is gone.
        let lost = Sum(DepotMethods.sum, name: "sum", TwoArguments(0, 0), headers: ThriftHeaders(), deadline: nil)
        #expect(await status { try await answer(lost, on: connection) }.hasPrefix("unavailable"))
        try await withThriftServer(slow, on: address) { _ async throws in
            async let sum = answer(second, on: connection)
            var iterator = begun.makeAsyncIterator()
            _ = await iterator.next(isolation: #isolation)
            #expect(second.sequenceID == first.sequenceID)
            connection.cancel(first)
            // Only when that has been done the answer may come.
            try await loop.submit {}.get()
            gate.open()
            #expect(try await sum == 7)
        }
        await connection.close()
    }

    private func answer(_ call: Sum, on connection: ClientConnection) async throws -> Int64? {
        let answer = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { connection.submit(call, $0) }
        } onCancel: {
            connection.cancel(call)
        }
        return try answer.result?.get()
    }
}
