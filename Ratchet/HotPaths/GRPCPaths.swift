#if GRPC

import Logging
import Martlet
import MartletGRPC
import MartletHTTP
import NIOCore
import SwiftProtobuf

/// Unary calls of gRPC, from the bytes that a socket gives to the bytes that it gets.
enum GRPCPaths {
    static func make() throws -> [HotPath] {
        let next = Endpoint("next") { (number: Int64) in number &+ 1 }
        let service = GRPCService("ratchet.Numbers") {
            GRPCMethod("Next", to: next) { (message: Google_Protobuf_Int64Value) in
                message.value
            } encode: { number in
                Google_Protobuf_Int64Value.with { $0.value = number }
            }
        }
        let configuration = HTTPServer.Configuration()
        let application = try HTTPApplication(
            HTTPRoutes { service },
            propagation: configuration.propagation,
            logger: Logger(label: "ratchet")
        )
        let connection = try ServedConnection(HTTPAcceptor(application, configuration: configuration))
        try connection.send(preface)
        let request = Array(try Google_Protobuf_Int64Value.with { $0.value = 41 }.serializedBytes() as [UInt8])
        var stream: UInt32 = 1
        func call() -> ByteBuffer {
            defer { stream += 2 }
            return Self.call("/ratchet.Numbers/Next", [0, 0, 0, 0, UInt8(request.count)] + request, on: stream)
        }
        let answerByteCount = try connection.send(call())
        return [connection.path("grpc-call", answerByteCount: answerByteCount, call)]
    }

    /// The preface, SETTINGS and a window of the connection that is never used up.
    private static var preface: ByteBuffer {
        var bytes = ByteBuffer(string: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        frame(4, 0, on: 0, [], to: &bytes)
        frame(4, 1, on: 0, [], to: &bytes)
        frame(8, 0, on: 0, [0x40, 0, 0, 0], to: &bytes)
        return bytes
    }

    private static func call(_ path: String, _ message: [UInt8], on stream: UInt32) -> ByteBuffer {
        var block: [UInt8] = [0x83, 0x86]
        for (name, value) in [
            (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"),
        ] {
            block += [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        var bytes = ByteBuffer()
        frame(1, 4, on: stream, block, to: &bytes)
        frame(0, 1, on: stream, message, to: &bytes)
        return bytes
    }

    private static func frame(
        _ kind: UInt8,
        _ flags: UInt8,
        on stream: UInt32,
        _ payload: [UInt8],
        to bytes: inout ByteBuffer
    ) {
        bytes.writeInteger(UInt32(payload.count) << 8 | UInt32(kind))
        bytes.writeInteger(flags)
        bytes.writeInteger(stream)
        bytes.writeBytes(payload)
    }
}

#endif
