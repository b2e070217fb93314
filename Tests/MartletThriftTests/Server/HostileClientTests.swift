import Martlet
import MartletHTTP
import MartletThriftProtocol
import Testing

@testable import MartletThrift

@Suite("Hostile clients")
struct HostileClientTests {
    @Test(
        "A frame that is too long, and one of a negative length, are refused at once",
        arguments: [
            ([0x7F, 0xFF, 0xFF, 0xFF], "7 a frame of 2147483647 bytes is longer than 16777216"),
            ([0xFF, 0xFF, 0xFF, 0xFF], "7 the length of a frame is below zero"),
            (Array("GET / HTTP/1.1\r\n".utf8), "7 a frame of 1195725856 bytes is longer than 16777216"),
            ([0, 0, 0, 0], "7 the message ends in the middle of a value"),
            ([0, 0, 0, 3, 0x80, 1, 0], "7 the message ends in the middle of a value"),
        ] as [([UInt8], String)]
    )
    func frames(bytes: [UInt8], refusal: String) async throws {
        try await withThriftServer(Depot().bindings) { server async throws in
            let answer = try await RawConnection.exchange(port: server.port, bytes)
            #expect(try Wire(.framed, .binary).answer(answer) == "exception  0 \(refusal)")
        }
    }

    @Test("What is no message of the protocol is refused, and the connection closed", arguments: Wire.all)
    func garbage(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let garbage: [UInt8] = wire.transport == .buffered ? [] : [0, 0, 0, 20]
            let answer = try await RawConnection.exchange(
                port: server.port,
                garbage + Array("garbage, all garbage".utf8)
            )
            let text = try wire.answer(answer)
            #expect(text.hasPrefix(wire.transport == .header ? "exception  0 10 " : "exception  0 7 "), "\(text)")
        }
    }

    @Test(
        "A call that cannot be read is refused, and the next one is answered",
        arguments: [
            Wire(.framed, .binary), Wire(.framed, .compact), Wire(.framed, .json), Wire(.header, .binary),
        ]
    )
    func undecodable(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            // The arguments of another method.
            let wrong = try wire.bytes("echo", sequenceID: 5, Arguments("no parcel"))
            let right = try wire.bytes("nothing", sequenceID: 6, NoArguments())
            let answers = try await RawConnection.with(port: server.port) { send, reader in
                try await send(wrong)
                let first = try await reader.read(1)
                try await send(right)
                return (first, try await reader.read(1))
            }
            #expect(
                try wire.answer(answers.0)
                    == "exception echo 5 7 invalid_argument: the arguments has no value, which is required"
            )
            #expect(try wire.answer(answers.1) == "reply nothing 6")
        }
    }

    @Test("Bytes behind a message in its frame are refused")
    func rest() async throws {
        let wire = Wire(.framed, .binary)
        try await withThriftServer(Depot().bindings) { server async throws in
            var bytes = try wire.bytes("nothing", NoArguments())
            bytes[3] += 3
            bytes += [1, 2, 3]
            let call = bytes
            let answer = try await RawConnection.with(port: server.port) { send, reader in
                try await send(call)
                return try await reader.read(1)
            }
            #expect(try wire.answer(answer) == "exception nothing 1 7 invalid_argument: 3 bytes follow the message")
        }
    }

    @Test("What is no call, and a method that is not there", arguments: Wire.all)
    func unknown(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let reply = try wire.bytes("sum", kind: .reply, sequenceID: 3, NoArguments())
            let unknown = try wire.bytes("Depot:sum", sequenceID: 4, NoArguments())
            let oneway = try wire.bytes("missing", kind: .oneway, sequenceID: 4, NoArguments())
            let answers = try await RawConnection.with(port: server.port) { send, reader in
                try await send(oneway + reply)
                let first = try await reader.read(1)
                try await send(unknown)
                return (first, try await reader.read(1))
            }
            #expect(try wire.answer(answers.0) == "exception sum 3 2 the message is no call")
            #expect(
                try wire.answer(answers.1) == "exception sum 4 1 unimplemented: there is no method Depot:sum"
            )
        }
    }

    @Test(
        "Messages nested too deep, and containers longer than their message",
        arguments: [
            Wire(.buffered, .binary), Wire(.framed, .binary), Wire(.buffered, .compact), Wire(.framed, .compact),
        ]
    )
    func bombs(wire: Wire) async throws {
        let isBinary = wire.kind == .binary
        let head: [UInt8] =
            isBinary
            ? [0x80, 1, 0, 1, 0, 0, 0, 4] + Array("echo".utf8) + [0, 0, 0, 1]
            : [0x82, 0x21, 1, 4] + Array("echo".utf8)
        let level: [UInt8] = isBinary ? [12, 0, 99] : [0x6C]
        let deep = head + [[UInt8]](repeating: level, count: 5000).flatMap { $0 }
        let list = head + (isBinary ? [15, 0, 9, 8, 0x7F, 0xFF, 0xFF, 0xFF] : [0x99, 0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 7])
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            for message in [deep, list] {
                let size = UInt32(message.count)
                let prefix = wire.transport == .framed ? withUnsafeBytes(of: size.bigEndian, Array.init) : []
                let answer = try await RawConnection.with(port: server.port) { send, reader in
                    try await send(prefix + message)
                    return try await reader.read(1)
                }
                let text = try wire.answer(answer)
                #expect(text.hasPrefix("exception "), "\(text)")
                #expect(text.contains(message == deep ? "more than 64 values" : "elements"), "\(text)")
            }
        }
    }

    @Test("A connection that breaks off in the middle of a call does no harm to the others", arguments: Wire.all)
    func halves(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let bytes = try wire.bytes("echo", Arguments(Parcel.full))
            for count in [0, 1, 4, 20, bytes.count - 1] {
                try await RawConnection.with(port: server.port) { send, _ in try await send(Array(bytes[..<count])) }
            }
            try await withClient(server.address, wire.call) { client async throws in
                let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                #expect(try await sum(TwoArguments(1, 2)) == 3)
            }
        }
    }

    @Test("Half a call, and a connection that says nothing, are waited for only so long", arguments: Wire.all)
    func timeouts(wire: Wire) async throws {
        try await withThriftServer(
            Depot().bindings,
            {
                wire.serve(&$0)
                $0.timeouts.receive = .milliseconds(50)
                $0.timeouts.idle = .milliseconds(50)
            }
        ) { server async throws in
            let bytes = try wire.bytes("echo", Arguments(Parcel.full))
            for count in [0, 5, bytes.count - 1] {
                #expect(try await RawConnection.exchange(port: server.port, Array(bytes[..<count])).isEmpty)
            }
        }
    }

    @Test("Calls byte by byte, and many in one piece, are all answered", arguments: Wire.all)
    func pieces(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            let call = try wire.bytes("sum", TwoArguments<Int64>(1, 2))
            let answer = try wire.bytes("sum", kind: .reply, Answer<Int64>(success: 3))
            let answers = try await RawConnection.with(port: server.port) { send, reader in
                for byte in call { try await send([byte]) }
                try await send(call + call + call)
                return try await reader.read(answer.count * 4)
            }
            #expect(answers == answer + answer + answer + answer)
        }
    }

    @Test("A server with headers answers each client in its own form")
    func forms() async throws {
        try await withThriftServer(Depot().bindings, { $0.transport = .header }) { server async throws in
            let wires = Wire.all.filter(\.isDetected)
            let calls = try wires.map { try $0.bytes("sum", TwoArguments<Int64>(1, 2)) }
            let expected = try wires.map { try $0.bytes("sum", kind: .reply, Answer<Int64>(success: 3)) }
            // On one connection, one after the other.
            let answers = try await RawConnection.with(port: server.port) { send, reader in
                try await send(calls.flatMap { $0 })
                return try await reader.read(expected.joined().count)
            }
            #expect(answers == expected.flatMap { $0 })
        }
    }

    @Test("Connections that are too many are closed")
    func connections() async throws {
        try await withThriftServer(Depot().bindings, { $0.limits.connectionCount = 1 }) { server async throws in
            let call = try Wire(.framed, .binary).bytes("nothing", NoArguments())
            try await RawConnection.with(port: server.port) { send, reader in
                try await send(call)
                _ = try await reader.read(1)
                #expect(try await RawConnection.exchange(port: server.port, call).isEmpty)
            }
        }
    }
}
