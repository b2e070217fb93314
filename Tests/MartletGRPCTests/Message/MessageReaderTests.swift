import Martlet
import NIOCore
import Testing

@testable import MartletGRPC

@Suite("Putting messages together from pieces")
struct MessageReaderTests {
    /// Two messages: `abc`, and nothing.
    private let wire: [UInt8] = [0, 0, 0, 0, 3, 0x61, 0x62, 0x63, 1, 0, 0, 0, 0]

    @Test("Wherever the bytes are cut the messages are the same", arguments: 0...13)
    func cuts(at cut: Int) throws {
        var reader = MessageReader(limit: 3)
        var messages: [MessageReader.Message] = []
        for piece in [wire[..<cut], wire[cut...]] where !piece.isEmpty {
            reader.append(ByteBuffer(bytes: piece))
            while let message = try reader.next() { messages.append(message) }
        }
        #expect(messages.map(\.isCompressed) == [false, true])
        #expect(messages.map { String(buffer: $0.bytes) } == ["abc", ""])
        #expect(reader.pendingByteCount == 0)
        try reader.finish()
    }

    @Test("A message that is announced to be too long is refused at its prefix")
    func tooLong() {
        var reader = MessageReader(limit: 1_000)
        reader.append(ByteBuffer(bytes: [0, 0xFF, 0xFF, 0xFF, 0xFF]))
        let status = #expect(throws: Status.self) { try reader.next() }
        #expect(status?.code == .resourceExhausted)
        #expect(status?.message == "a message received has 4294967295 bytes, more than the limit of 1000")
    }

    @Test("A flag that is neither 0 nor 1 is no frame")
    func flag() {
        var reader = MessageReader(limit: 10)
        reader.append(ByteBuffer(bytes: [2, 0, 0, 0, 0]))
        #expect(throws: Status.self) { try reader.next() }
    }

    @Test("An end within a message is an error")
    func cutOff() throws {
        var reader = MessageReader(limit: 10)
        reader.append(ByteBuffer(bytes: [0, 0, 0, 0, 2, 1]))
        #expect(try reader.next() == nil)
        let status = #expect(throws: Status.self) { try reader.finish() }
        #expect(status?.code == .internal)
    }
}

@Suite("The frame of a message")
struct MessageFrameTests {
    @Test("It is a zero, the length in four bytes, and the message")
    func bytes() throws {
        var buffer = ByteBuffer(bytes: [9])
        try MessageFrame.write(to: &buffer, limit: 3) { $0.writeBytes([7, 8]) }
        #expect(Array(buffer.readableBytesView) == [9, 0, 0, 0, 0, 2, 7, 8])
    }

    @Test("A message that is too long, or that cannot be written, leaves nothing behind")
    func failure() {
        var buffer = ByteBuffer(bytes: [9])
        let status = #expect(throws: Status.self) {
            try MessageFrame.write(to: &buffer, limit: 1) { $0.writeBytes([7, 8]) }
        }
        #expect(status?.code == .resourceExhausted)
        #expect(throws: CancellationError.self) {
            try MessageFrame.write(to: &buffer, limit: 1) { _ in throw CancellationError() }
        }
        #expect(Array(buffer.readableBytesView) == [9])
    }

    @Test("The one message of a body is found; none, two, and half of one are not")
    func single() throws {
        func read(_ bytes: [UInt8], limit: Int = 10) throws -> [UInt8] {
            try bytes.withUnsafeBytes { Array(try SingleMessage.read($0, limit: limit).bytes) }
        }
        func code(_ bytes: [UInt8], limit: Int = 10) -> Status.Code? {
            do {
                _ = try read(bytes, limit: limit)
                return nil
            } catch {
                return Status(error).code
            }
        }
        #expect(try read([0, 0, 0, 0, 2, 7, 8]) == [7, 8])
        #expect(try read([1, 0, 0, 0, 0]) == [])
        #expect(code([]) == .unimplemented)
        #expect(code([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) == .unimplemented)
        #expect(code([0, 0, 0, 0]) == .internal)
        #expect(code([0, 0, 0, 0, 2, 7]) == .internal)
        #expect(code([3, 0, 0, 0, 0]) == .internal)
        #expect(code([0, 0, 0, 0, 3, 1, 2, 3], limit: 2) == .resourceExhausted)
        #expect(code([0, 0xFF, 0xFF, 0xFF, 0xFF]) == .resourceExhausted)
    }
}
