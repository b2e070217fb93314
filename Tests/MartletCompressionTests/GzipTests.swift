import MartletCompression
import Testing

@Suite struct GzipTests {
    /// Bytes that repeat in part: `seed` makes them differ.
    private func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { index in
            guard index % 7 < 3 else { return UInt8(truncatingIfNeeded: index / 7) }
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test func headerAndTrailerAreThoseOfTheFormat() throws {
        let compressed = try Gzip.compress(Array("hello".utf8))
        // Magic number, method 8 (deflate), no flags, no time: RFC 1952, section 2.3.
        #expect(Array(compressed.prefix(8)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        // CRC-32 of "hello" is 0x3610A686, then the length: little-endian.
        #expect(Array(compressed.suffix(8)) == [0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0])
    }

    @Test func nothingIsAStreamToo() throws {
        let compressed = try Gzip.compress([])
        #expect(compressed.count == 20)
        #expect(try Gzip.decompress(compressed, maximumSize: 0) == [])
    }

    @Test(arguments: [1, 100, 16_383, 16_384, 16_385, 100_000, 1_000_000])
    func comesBackAsItWas(count: Int) throws {
        let original = bytes(count)
        let compressed = try Gzip.compress(original)
        #expect(try Gzip.decompress(compressed, maximumSize: count) == original)
    }

    @Test(arguments: [-3, 0, 1, 6, 9, 100])
    func everyLevelWorks(level: Int) throws {
        let original = bytes(10_000)
        #expect(try Gzip.decompress(Gzip.compress(original, level: level), maximumSize: 10_000) == original)
    }

    @Test func aHigherLevelIsSmaller() throws {
        let original = Array(String(repeating: "requests_total{code=\"200\",method=\"get\"} 1027\n", count: 500).utf8)
        #expect(try Gzip.compress(original, level: 9).count < Gzip.compress(original, level: 1).count)
        #expect(try Gzip.compress(original).count < original.count / 20)
    }

    // MARK: In pieces

    @Test(arguments: 1...20)
    func anyPiecesGiveTheSameBytes(seed: Int) throws {
        let original = bytes(50_000, seed: UInt64(seed))
        var stream = try GzipStream()
        var output: [UInt8] = []
        var rest = original[...]
        var length = seed
        while !rest.isEmpty {
            let piece = Array(rest.prefix(length))
            rest = rest.dropFirst(piece.count)
            try stream.append(piece.span.bytes, to: &output)
            length = length * 5 % 7_919
        }
        try stream.finish(to: &output)
        #expect(try Gzip.decompress(output, maximumSize: 50_000) == original)
    }

    @Test func theOutputMayBeTakenAwayAtAnyTime() throws {
        let original = bytes(200_000)
        var stream = try GzipStream(level: 1)
        var pieces: [[UInt8]] = []
        for start in stride(from: 0, to: original.count, by: 10_000) {
            var output: [UInt8] = []
            try stream.append(Array(original[start..<start + 10_000]).span.bytes, to: &output)
            pieces.append(output)
        }
        var output: [UInt8] = []
        try stream.finish(to: &output)
        pieces.append(output)
        #expect(pieces.count { !$0.isEmpty } > 2)
        #expect(try Gzip.decompress(Array(pieces.joined()), maximumSize: 200_000) == original)
    }

    @Test func aFlushHandsOutEverything() throws {
        var stream = try GzipStream()
        var output: [UInt8] = []
        try stream.append([UInt8(1), 2, 3].span.bytes, to: &output)
        #expect(output.count <= 10, "the header at most")
        try stream.flush(to: &output)
        // An empty stored block ends what was flushed: RFC 1951, section 3.2.4.
        #expect(Array(output.suffix(4)) == [0, 0, 0xFF, 0xFF])
        try stream.finish(to: &output)
        #expect(try Gzip.decompress(output, maximumSize: 3) == [1, 2, 3])
    }

    @Test func appendingNothingIsNoError() throws {
        var stream = try GzipStream()
        var output: [UInt8] = []
        try stream.append([UInt8]().span.bytes, to: &output)
        try stream.append([UInt8]().span.bytes, to: &output)
        try stream.append([UInt8(7)].span.bytes, to: &output)
        try stream.finish(to: &output)
        #expect(try Gzip.decompress(output, maximumSize: 1) == [7])
    }

    @Test func afterTheEndThereIsNothingMore() throws {
        var stream = try GzipStream()
        var output: [UInt8] = []
        try stream.finish(to: &output)
        let before = output
        #expect(throws: GzipError.finished) { try stream.append([UInt8(1)].span.bytes, to: &output) }
        #expect(throws: GzipError.finished) { try stream.flush(to: &output) }
        #expect(throws: GzipError.finished) { try stream.finish(to: &output) }
        #expect(output == before)
    }

    // MARK: Bytes of strangers

    @Test func aSmallBodyDoesNotFillTheMemory() throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 10_000_000))
        #expect(bomb.count < 20_000)
        #expect(throws: GzipError.tooLarge) { try Gzip.decompress(bomb, maximumSize: 9_999_999) }
        #expect(throws: GzipError.tooLarge) { try Gzip.decompress(bomb, maximumSize: 0) }
        #expect(try Gzip.decompress(bomb, maximumSize: 10_000_000).count == 10_000_000)
    }

    @Test func whatIsCutOffIsMalformed() throws {
        let compressed = try Gzip.compress(bytes(1_000))
        for count in 0..<compressed.count {
            #expect(throws: GzipError.malformed) {
                try Gzip.decompress(Array(compressed.prefix(count)), maximumSize: 1_000)
            }
        }
    }

    @Test func aChangedByteIsNoticed() throws {
        let original = bytes(200)
        let compressed = try Gzip.compress(original)
        for index in compressed.indices {
            var changed = compressed
            changed[index] ^= 0x40
            // Time and system in the header and the last bits before the checksum are of no meaning for the content.
            let result = try? Gzip.decompress(changed, maximumSize: 100_000)
            #expect(result == nil || result == original && (4..<compressed.count - 8).contains(index), "byte \(index)")
        }
    }

    @Test func whatIsNoGzipIsMalformed() {
        #expect(throws: GzipError.malformed) { try Gzip.decompress(Array("plain text".utf8), maximumSize: 100) }
    }
}
