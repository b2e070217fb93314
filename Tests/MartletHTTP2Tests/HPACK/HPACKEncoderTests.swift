import MartletHTTP2
import NIOCore
import NIOHPACK
import Testing

@Suite("HPACK: writing header blocks, read by another")
struct HPACKEncoderTests {
    private func read(_ write: (inout [UInt8]) -> Void) throws -> [String] {
        var block: [UInt8] = []
        write(&block)
        var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
        var buffer = ByteBuffer(bytes: block)
        return try decoder.decodeHeaders(from: &buffer).map { "\($0.name): \($0.value)" }
    }

    @Test("statuses, lengths and dates")
    func ownFields() throws {
        for status in 100...999 {
            #expect(try read { HPACKEncoder.append(status: status, to: &$0) } == [":status: \(status)"])
        }
        for length in [0, 9, 10, 99, 12_345, Int.max] {
            #expect(try read { HPACKEncoder.append(contentLength: length, to: &$0) } == ["content-length: \(length)"])
        }
        let date = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)
        #expect(
            try read { block in date.withUnsafeBytes { HPACKEncoder.append(date: $0, to: &block) } } == [
                "date: Sun, 06 Nov 1994 08:49:37 GMT"
            ]
        )
    }

    @Test("names of the static table and others, values of every length that matters")
    func fields() throws {
        let names = [
            "content-type", "accept", "www-authenticate", "grpc-status", "x", String(repeating: "n", count: 200),
            "accept-charset", "set-cookie", "via", "age", "agf", "etag", "grpc-message", "vary", "retry-after",
        ]
        for name in names {
            for count in [0, 1, 126, 127, 128, 254, 255, 1_000] {
                let value = String(repeating: "v", count: count)
                #expect(try read { HPACKEncoder.append(name, value, to: &$0) } == ["\(name): \(value)"])
            }
        }
    }
}
