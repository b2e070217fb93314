import MartletHTTP1
import Testing

@Suite struct ChunkWriterTests {
    @Test func chunks() {
        let text = written(reserving: 100) { writer in
            Array("hello world, hello".utf8).withUnsafeBytes { HTTP1ChunkWriter.append($0, to: &writer) }
            HTTP1ChunkWriter.append(UnsafeRawBufferPointer(start: nil, count: 0), to: &writer)
            HTTP1ChunkWriter.appendHead(byteCount: 1, to: &writer)
            writer.append("x")
            HTTP1ChunkWriter.appendTail(to: &writer)
            HTTP1ChunkWriter.appendEnd(to: &writer)
        }
        #expect(text == "12\r\nhello world, hello\r\n1\r\nx\r\n0\r\n\r\n")
        #expect(decodeBody(text.bytes).data == "hello world, hellox".bytes)
    }

    @Test(arguments: [1, 9, 10, 15, 16, 255, 256, 4095, 65_536, Int.max])
    func frames(byteCount: Int) {
        let text = written(reserving: HTTP1ChunkWriter.maximumFrameByteCount) { writer in
            HTTP1ChunkWriter.appendHead(byteCount: byteCount, to: &writer)
            HTTP1ChunkWriter.appendTail(to: &writer)
        }
        #expect(text == "\(String(byteCount, radix: 16))\r\n\r\n")
    }

    @Test func endFitsItsByteCount() throws {
        var trailers = HTTP1FieldBlock()
        try trailers.append(name: "X", value: "y")
        let byteCount = HTTP1ChunkWriter.endByteCount(trailers: trailers)
        let text = written(reserving: byteCount) { HTTP1ChunkWriter.appendEnd(trailers: trailers, to: &$0) }
        #expect(text.utf8.count == byteCount)
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, Int.max, -1])
    func decimals(number: Int) {
        #expect(written(reserving: 20) { $0.append(decimal: number) } == "\(max(number, 0))")
    }
}
