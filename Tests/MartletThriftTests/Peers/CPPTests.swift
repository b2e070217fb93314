import Foundation
import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import RealServers
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "IDL").path

private func program() async throws -> ThriftProgram {
    try await ThriftProgram.cpp("\(folder)/peer.cpp", idl: "\(folder)/parcel.thrift")
}

@Suite("Apache Thrift in C++", .requires(.cppThrift))
struct CPPTests {
    @Test("A C++ client calls our server", arguments: Wire.all)
    func client(wire: Wire) async throws {
        let program = try await program()
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let output = try await program.run(["call", "\(wire.transport)", wire.name, "\(server.port)"])
            #expect(output == expectedOutput(wire))
        }
    }

    @Test("A server with headers takes framed and buffered C++ clients", arguments: Wire.all.filter(\.isDetected))
    func detection(wire: Wire) async throws {
        let program = try await program()
        try await withThriftServer(Depot().bindings, { $0.transport = .header }) { server async throws in
            let output = try await program.run(["call", "\(wire.transport)", wire.name, "\(server.port)"])
            #expect(output == expectedOutput(wire))
        }
    }

    @Test("A C++ client calls two services of our server", arguments: Wire.all)
    func multiplexedClient(wire: Wire) async throws {
        let program = try await program()
        let bindings = ThriftBindings {
            Depot().bindings.named("Depot")
            Depot.other.named("Other")
        }
        try await withThriftServer(bindings, wire.serve) { server async throws in
            let arguments = ["call", "\(wire.transport)", wire.name, "\(server.port)", "multiplexed"]
            let output = try await program.run(arguments)
            #expect(output == expectedOutput(wire, multiplexed: true))
        }
    }

    @Test("Our client calls a C++ server", arguments: Wire.all)
    func server(wire: Wire) async throws {
        let arguments = ["serve", "\(wire.transport)", wire.name, "PORT"]
        try await withServer(ThriftPeerServer.self, options: .init(program(), arguments)) { server async throws in
            try await withClient(.hostname("127.0.0.1", port: server.port), wire.call) { client async throws in
                try await check(ThriftCaller(client))
                try await checkFailures(ThriftCaller(client))
            }
        }
    }

    private func checkFailures(_ caller: ThriftCaller) async throws {
        let fail = caller.endpoint(DepotMethods.fail)
        #expect(await status { try await fail(Arguments("a text")) } == "unknown: a text")
        let name = caller.endpoint(DepotMethods.name)
        let unknown = await status { try await name(NoArguments()) }
        #expect(unknown == "unimplemented: Invalid method name: 'name', unprocessed")
    }

    @Test("Our client calls two services of a C++ server", arguments: Wire.all)
    func multiplexedServer(wire: Wire) async throws {
        let arguments = ["serve", "\(wire.transport)", wire.name, "PORT", "multiplexed"]
        try await withServer(ThriftPeerServer.self, options: .init(program(), arguments)) { server async throws in
            try await withClient(.hostname("127.0.0.1", port: server.port), wire.call) { client async throws in
                try await check(ThriftCaller(client, service: "Depot"))
                let name = ThriftCaller(client, service: "Other").endpoint(DepotMethods.name)
                #expect(try await name(NoArguments()) == "other")
            }
        }
    }
}

/// What `peer call` prints.
private func expectedOutput(_ wire: Wire, multiplexed: Bool = false) -> String {
    """
    echo 1
    sum 3 -4611686018427387899
    divide 3
    refused division by zero 7
    notes one two
    fail exception 6 not_found: no parcel has the id 7
    \(multiplexed ? "name other\n" : "")unknown exception 1 unimplemented: there is no method name
    \(wire.transport == .header ? "late exception 6 deadline_exceeded: deadline exceeded\n" : "")big 300000

    """
}
