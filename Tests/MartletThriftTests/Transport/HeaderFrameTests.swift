import MartletThriftProtocol
import NIOCore
import Testing

@testable import MartletThrift

@Suite("Frames with headers")
struct HeaderFrameTests {
    /// As Apache's Python writes it: two headers in front of a message of two bytes.
    private static let frame: [UInt8] = [
        0, 0, 0, 28,  // the length of the frame
        0x0F, 0xFF, 0, 0,  // the magic and flags
        0, 0, 0, 7,  // the number of the call
        0, 4,  // four words of headers
        2, 0,  // compact, no transforms
        1, 2, 1, 0x61, 3, 0x6F, 0x6E, 0x65, 1, 0x62, 0, 0, 0, 0,  // names and values: a = one, b is empty
        0xAB, 0xCD,
    ]

    @Test("Are read and written byte for byte")
    func bytes() throws {
        let head = try read(Array(Self.frame.dropFirst(4)))
        #expect(head.kind == .compact)
        #expect(head.sequenceID == 7)
        #expect(head.messageOffset == 26)
        #expect(head.headers.map { "\($0.name)=\($0.value)" } == ["a=one", "b="])
        var buffer = ByteBuffer()
        try MessageForm(.header, .compact).append(
            [0xAB, 0xCD],
            headers: ["a": "one", "b": ""],
            sequenceID: 7,
            to: &buffer
        )
        #expect(Array(buffer.readableBytesView) == Self.frame)
    }

    @Test("Blocks of unknown kinds are left out")
    func unknownBlock() throws {
        let head = try read([0x0F, 0xFF, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 9, 9])
        #expect(head.headers.isEmpty)
        #expect(head.messageOffset == 14)
    }

    @Test(
        "Are refused with the number of the call",
        arguments: [
            ([1, 0], 8, 1, "9 there is no protocol 1"),
            ([0, 1, 1], 8, 1, "8 transform 1 is not known; send without transforms"),
            ([0, 1, 0xFF, 0xFF, 3], 8, 2, "8 transform 65535 is not known; send without transforms"),
            ([0, 0, 1, 1, 9], 8, 2, "7 the headers end in the middle of a field"),
            ([0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 7], 8, 2, "7 the headers end in the middle of a field"),
            (
                [0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8, 3,
                "7 the headers end in the middle of a field"
            ),
            ([], 8, 0, "7 the headers end in the middle of a field"),
            ([0, 0], 8, 200, "7 the headers are longer than their frame"),
            ([0, 0], 900, 9000, "7 there are more than 16384 bytes of headers"),
        ] as [([UInt8], Int, UInt16, String)]
    )
    func refusals(headers: [UInt8], room: Int, words: UInt16, refusal: String) throws {
        let padding = [UInt8](repeating: 0xFF, count: max(0, min(Int(words) * 4, room * 4) - headers.count))
        let bytes = [0x0F, 0xFF, 0, 0, 0, 0, 0, 42, UInt8(words >> 8), UInt8(words & 0xFF)] + headers + padding
        let error = #expect(throws: HeaderFrame.Refusal.self) { try read(bytes) }
        #expect(error.map { "\($0.exception.kind.rawValue) \($0.exception.message)" } == refusal)
        #expect(error?.sequenceID == 42)
    }

    @Test("Carry no more than there is room for")
    func tooMuch() throws {
        var headers = ThriftHeaders()
        headers["big"] = String(repeating: "x", count: 300_000)
        var buffer = ByteBuffer(bytes: [1, 2, 3])
        #expect(throws: ThriftProtocolError.self) {
            try MessageForm(.header, .binary).append([0], headers: headers, sequenceID: 1, to: &buffer)
        }
        #expect(buffer == ByteBuffer(bytes: [1, 2, 3]))
    }

    private func read(_ bytes: [UInt8]) throws -> HeaderFrame {
        try bytes.withUnsafeBytes { try HeaderFrame($0, limit: 16_384) }
    }
}
