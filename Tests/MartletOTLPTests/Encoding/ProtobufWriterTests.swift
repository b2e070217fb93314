import MartletTesting
import Testing

@testable import MartletOTLP

@Suite struct ProtobufWriterTests {
    private func bytes(_ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        write(&writer)
        return writer.bytes
    }

    @Test func numbers() {
        #expect(bytes { $0.uint(1, 150) } == [0x08, 0x96, 0x01])
        #expect(bytes { $0.uint(1, 0) }.isEmpty)
        #expect(bytes { $0.requiredUInt(2, 0) } == [0x10, 0])
        #expect(bytes { $0.uint(16, 127) } == [0x80, 0x01, 0x7F])
        #expect(bytes { $0.uint(1, 128) } == [0x08, 0x80, 0x01])
        #expect(bytes { $0.uint(1, .max) } == [0x08] + [UInt8](repeating: 0xFF, count: 9) + [1])
        #expect(bytes { $0.fixed64(1, 0x0102_0304_0506_0708) } == [0x09, 8, 7, 6, 5, 4, 3, 2, 1])
        #expect(bytes { $0.fixed32(1, 0x0102_0304) } == [0x0D, 4, 3, 2, 1])
        #expect(bytes { $0.fixed32(16, 0) } == [0x85, 0x01, 0, 0, 0, 0])
    }

    @Test func texts() {
        #expect(bytes { $0.string(2, "testing") } == [0x12, 7] + Array("testing".utf8))
        #expect(bytes { $0.string(2, "") }.isEmpty)
        #expect(bytes { $0.requiredString(2, "") } == [0x12, 0])
        #expect(bytes { $0.string(1, "ä") } == [0x0A, 2, 0xC3, 0xA4])
        #expect(
            bytes { $0.identity(1, 0x0102_0304_0506_0708, 9) } == [
                0x0A, 16, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 9,
            ]
        )
    }

    @Test func messages() {
        #expect(bytes { $0.message(3) { $0.uint(1, 150) } } == [0x1A, 3, 0x08, 0x96, 0x01])
        #expect(bytes { $0.message(3) { _ in } } == [0x1A, 0])
        let long = bytes { $0.message(1) { $0.message(2) { $0.string(3, String(repeating: "x", count: 200)) } } }
        #expect(Array(long.prefix(8)) == [0x0A, 0xCE, 0x01, 0x12, 0xCB, 0x01, 0x1A, 0xC8])
        #expect(long.count == 209)
    }

    // MARK: Reading

    @Test(arguments: 1...50)
    func whatIsWrittenIsRead(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let number = random.next() >> UInt64.random(in: 0...63, using: &random)
        let text = random.string(of: "aä😀", count: 0...300)
        var reader = ProtobufReader(
            bytes {
                $0.requiredUInt(1, number)
                $0.fixed64(5, number)
                $0.requiredString(2, text)
                $0.fixed32(3, 7)
            }[...]
        )
        var fields: [UInt64: ProtobufReader.Value] = [:]
        while let (field, value) = reader.next() { fields[field] = value }
        #expect(fields[1] == .number(number))
        #expect(fields[2] == .bytes(Array(text.utf8)[...]))
        #expect(fields[3] == .bytes([7, 0, 0, 0]))
        #expect(fields.count == 4)
    }

    @Test(
        arguments: [
            [0x08], [0x08, 0x80], [0x0A, 5, 1], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            [0x09, 1, 2],
            [0x0D, 1], [0x0B], [0x0F], [UInt8](repeating: 0xFF, count: 30),
        ] as [[UInt8]]
    )
    func whatIsCutOffEndsIt(bytes: [UInt8]) {
        var reader = ProtobufReader(bytes[...])
        let field = reader.next()?.field
        #expect(field == nil)
    }
}
