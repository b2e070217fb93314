import Martlet
import MartletCompression
import NIOCore
import Testing

@testable import MartletGRPC

@Suite("Compressed messages")
struct MessageEncodingTests {
    @Test("A message that is worth it is compressed in place, and unpacked again")
    func roundTrip() throws {
        var buffer = ByteBuffer(bytes: [1, 2, 3])
        try MessageFrame.write(to: &buffer, limit: 10_000) { $0.writeRepeatingByte(7, count: 10_000) }
        try MessageEncoding.gzip.packLast(in: &buffer, from: 3)
        #expect(buffer.readableBytes < 200)
        buffer.moveReaderIndex(forwardBy: 3)
        var reader = MessageReader(limit: 1_000)
        reader.append(buffer)
        let message = try #require(try reader.next())
        #expect(message.isCompressed)
        let bytes = try MessageEncoding.gzip.unpack(message, limit: 10_000)
        #expect(Array(bytes.readableBytesView) == [UInt8](repeating: 7, count: 10_000))
    }

    @Test("A message that is short, or does not become smaller, stays as it is", arguments: [63, 300])
    func notWorthIt(count: Int) throws {
        var buffer = ByteBuffer()
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try MessageFrame.write(to: &buffer, limit: 10_000) { $0.writeBytes(noise) }
        try MessageEncoding.gzip.packLast(in: &buffer, from: 0)
        #expect(buffer.getInteger(at: 0, as: UInt8.self) == 0)
        #expect(buffer.readableBytes == count + 5)
    }

    @Test("A small message that would become a large one is refused at the limit")
    func bomb() throws {
        let bomb = ByteBuffer(bytes: try Gzip.compress([UInt8](repeating: 0, count: 10_000_000)))
        #expect(bomb.readableBytes < 20_000)
        let message = MessageReader.Message(isCompressed: true, bytes: bomb)
        let status = #expect(throws: Status.self) { try MessageEncoding.gzip.unpack(message, limit: 1_000_000) }
        #expect(status?.code == .resourceExhausted)
    }

    @Test("What is no gzip, and what is compressed without saying how, is an internal error")
    func malformed() {
        let message = MessageReader.Message(isCompressed: true, bytes: ByteBuffer(bytes: [1, 2, 3]))
        for encoding in [MessageEncoding.gzip, .identity] {
            let status = #expect(throws: Status.self) { try encoding.unpack(message, limit: 100) }
            #expect(status?.code == .internal)
        }
    }

    @Test("Names are known or not")
    func names() {
        #expect(MessageEncoding("gzip") == .gzip)
        #expect(MessageEncoding("identity") == .identity)
        #expect(MessageEncoding("") == .identity)
        #expect(MessageEncoding("deflate") == nil)
        #expect(MessageEncoding.acceptsGzip("identity, deflate, gzip"))
        #expect(MessageEncoding.acceptsGzip("gzip"))
        #expect(!MessageEncoding.acceptsGzip("identity,gzipped,x-gzip"))
        #expect(!MessageEncoding.acceptsGzip(""))
    }

    @Test(
        "Types of content",
        arguments: [
            ("application/grpc", true), ("application/grpc+proto", true), ("Application/GRPC", true),
            ("application/grpc; charset=utf-8", true), ("application/grpc-web", false), ("application/grpcx", false),
            ("application/json", false), ("", false), ("application/grp", false),
        ]
    )
    func contentTypes(type: String, isGRPC: Bool) {
        #expect(ContentType.isGRPC(type) == isGRPC)
    }
}
