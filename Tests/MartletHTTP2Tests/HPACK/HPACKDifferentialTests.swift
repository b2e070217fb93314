import NIOCore
import NIOHPACK
import Testing

@testable import MartletHTTP2

@Suite("HPACK: blocks that another has written")
struct HPACKDifferentialTests {
    @Test("random fields, remembered and not, in the Huffman code and not, over one connection")
    func blocks() throws {
        var random = SystemRandomNumberGenerator()
        for usesHuffman in [false, true] {
            var encoder = HPACKEncoder(allocator: ByteBufferAllocator(), useHuffmanEncoding: usesHuffman)
            var decoder = MartletHTTP2.HPACKDecoder(listByteLimit: 1_000_000)
            var section = HTTP2FieldSection(byteLimit: 1_000_000)
            for _ in 0..<1_000 {
                var headers = HPACKHeaders()
                for _ in 0..<Int.random(in: 0...12, using: &random) {
                    let name = ["x", "accept", "grpc-timeout", "name-\(Int.random(in: 0...50))"].randomElement(
                        using: &random
                    )
                    let value = String(repeating: "v\(Int.random(in: 0...9))", count: Int.random(in: 0...60))
                    headers.add(name: name ?? "", value: value, indexing: Bool.random() ? .indexable : .nonIndexable)
                }
                var block = ByteBuffer()
                try encoder.encode(headers: headers, to: &block)
                let bytes = Array(block.readableBytesView)
                try decoder.decode(bytes.span, into: &section)
                let read = section.fields.map { field in
                    String(decoding: section.bytes[field.name], as: UTF8.self)
                        + "=" + String(decoding: section.bytes[field.value], as: UTF8.self)
                }
                #expect(read == headers.map { "\($0.name)=\($0.value)" })
            }
        }
    }
}
