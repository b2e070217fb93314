import Logging
import Martlet
import MartletGob
import MartletHTTP
import MartletNetRPC
import MartletThrift
import MartletThriftProtocol
import NIOCore

/// Gobs, and calls over net/rpc and Thrift from the bytes that a socket gives to the bytes that it gets.
enum RPCPaths {
    static func make() throws -> [HotPath] {
        try gobs() + [netRPC(), thrift()]
    }

    private static func gobs() throws -> [HotPath] {
        let encoder = GobEncoder()
        let decoder = GobDecoder()
        decoder.append(try encoder.encode(SumRequest(a: 1, b: 2)))
        keep(try decoder.next(SumRequest.self))
        let message = try encoder.encode(SumRequest(a: 1, b: 2))
        return [
            HotPath("gob-encode") { count in
                for number in 0..<count { keep(try encoder.encode(SumRequest(a: number & 1_023, b: 2))) }
            },
            HotPath("gob-decode") { count in
                for _ in 0..<count {
                    decoder.append(message)
                    guard try decoder.next(SumRequest.self)?.b == 2 else { throw WrongAnswer() }
                }
            },
        ]
    }

    /// The header of a call, as Go's net/rpc has it.
    private struct RequestHeader: Encodable {
        enum CodingKeys: String, CodingKey {
            case serviceMethod = "ServiceMethod"
            case sequence = "Seq"
        }

        var serviceMethod: String
        var sequence: UInt
    }

    private static func netRPC() throws -> HotPath {
        let sum = Endpoint("sum") { (request: SumRequest) in SumResponse(v: request.a &+ request.b) }
        let acceptor = try NetRPCAcceptor(
            NetRPCMethods { NetRPCMethod("Add.Sum", to: sum) },
            configuration: .init(),
            errorHandler: LoggingErrorHandler(Logger(label: "ratchet"))
        )
        let connection = try ServedConnection(acceptor)
        let encoder = GobEncoder()
        func call() throws -> ByteBuffer {
            let header = try encoder.encode(RequestHeader(serviceMethod: "Add.Sum", sequence: 1))
            return ByteBuffer(bytes: try header + encoder.encode(SumRequest(a: 1, b: 2)))
        }
        // The first call and the first answer have the types, too.
        try connection.send(call())
        let request = try call()
        return connection.path("netrpc-call", answerByteCount: try connection.send(request)) { request }
    }

    private static func thrift() throws -> HotPath {
        let sum = Endpoint("sum") { (arguments: ThriftSum) in arguments.a &+ arguments.b }
        let method = ThriftMethod<ThriftSum, ThriftSumResult>("Sum")
        let acceptor = try ThriftAcceptor(
            ThriftBindings { ThriftBinding(method, to: sum) },
            configuration: .init(),
            errorHandler: LoggingErrorHandler(Logger(label: "ratchet"))
        )
        let connection = try ServedConnection(acceptor)
        var message: [UInt8] = [0x80, 0x01, 0, 1, 0, 0, 0, 3] + Array("Sum".utf8) + [0, 0, 0, 7]
        message += try ThriftProtocolKind.binary.encode(ThriftSum(a: 1, b: 2))
        var request = ByteBuffer(integer: UInt32(message.count))
        request.writeBytes(message)
        return connection.path("thrift-call", answerByteCount: try connection.send(request)) { [request] in request }
    }
}
