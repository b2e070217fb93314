import Foundation
import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import RealServers
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "IDL").path

private func program() async throws -> ThriftProgram {
    try await ThriftProgram.python("\(folder)/peer.py", idl: "\(folder)/parcel.thrift")
}

@Suite("Apache Thrift in Python", .requires(.pythonThrift))
struct PythonTests {
    @Test("A Python client calls our server", arguments: Wire.all)
    func client(wire: Wire) async throws {
        let program = try await program()
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let output = try await program.run(["call", "\(wire.transport)", wire.name, "\(server.port)"])
            #expect(output == expectedOutput(wire))
        }
    }

    @Test(
        "A Python client of the old binary protocol calls our server",
        arguments: [ThriftTransport.buffered, .framed]
    )
    func oldClient(transport: ThriftTransport) async throws {
        let program = try await program()
        let wire = Wire(transport, .binary)
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let output = try await program.run(["call", "\(transport)", "old", "\(server.port)"])
            #expect(output == expectedOutput(wire))
        }
    }

    @Test("A server with headers takes framed and buffered Python clients", arguments: Wire.all.filter(\.isDetected))
    func detection(wire: Wire) async throws {
        let program = try await program()
        try await withThriftServer(Depot().bindings, { $0.transport = .header }) { server async throws in
            let output = try await program.run(["call", "\(wire.transport)", wire.name, "\(server.port)"])
            #expect(output == expectedOutput(wire))
        }
    }

    @Test("A Python client calls two services of our server", arguments: Wire.all)
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

    @Test("Our client calls a Python server", arguments: Wire.all)
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
        let plain = await status { try await fail(Arguments("x")) }
        #expect(plain == "internal: Internal error")
        let found = await status { try await fail(Arguments("application: not_found: no parcel has the id 7")) }
        #expect(found == "not_found: no parcel has the id 7")
        let name = caller.endpoint(DepotMethods.name)
        let unknown = await status { try await name(NoArguments()) }
        #expect(unknown == "unimplemented: Unknown function name, unprocessed")
    }

    @Test("Our client calls two services of a Python server", arguments: Wire.all)
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

/// What `peer.py call` prints.
private func expectedOutput(_ wire: Wire, multiplexed: Bool = false) -> String {
    let headers = """
        late exception 6 deadline_exceeded: deadline exceeded
        headers []
        transform exception 8 transform 1 is not known; send without transforms

        """
    return """
        echo True
        sum 3 -4611686018427387899
        divide 3
        refused division by zero 7
        nothing None
        notes ['one', 'two']
        fail exception 6 not_found: no parcel has the id 7
        \(multiplexed ? "name other\n" : "")unknown exception 1 unimplemented: there is no method name
        \(wire.transport == .header ? headers : "")big 300000

        """
}

/// Calls what a peer serves.
func check(_ caller: ThriftCaller) async throws {
    let echo = caller.endpoint(DepotMethods.echo)
    #expect(try await echo(Arguments(.full)) == .full)
    let sum = caller.endpoint(DepotMethods.sum)
    #expect(try await sum(TwoArguments(1, 2)) == 3)
    let divide = caller.endpoint(DepotMethods.divide)
    #expect(try await divide(TwoArguments(7, 2)) == 3)
    await #expect(throws: Refused(reason: "division by zero", number: 7)) { try await divide(TwoArguments(7, 0)) }
    _ = try await caller.endpoint(DepotMethods.nothing)(NoArguments())
    let note = caller.endpoint(DepotMethods.note)
    _ = try await note(Arguments("one"))
    let notes = caller.endpoint(DepotMethods.notes)
    while try await notes(NoArguments()) != ["one"] {}
    let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
        for number in 0..<200 { group.addTask { try await sum(TwoArguments(Int64(number), 1)) } }
        return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
    }
    #expect(sums == Set(1...200))
    var big = Parcel.full
    big.text = String(repeating: "y", count: 300_000)
    #expect(try await echo(Arguments(big)) == big)
}
