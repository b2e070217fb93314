import Testing

@testable import MartletHTTP2

@Suite("HPACK: reading header blocks")
struct HPACKDecoderTests {
    /// Reads blocks of one connection.
    private struct Reader {
        var decoder: HPACKDecoder
        var section: HTTP2FieldSection

        init(listByteLimit: Int = 10_000, byteLimit: Int = 10_000) {
            decoder = HPACKDecoder(listByteLimit: listByteLimit)
            section = HTTP2FieldSection(byteLimit: byteLimit)
        }

        mutating func read(_ block: [UInt8]) throws -> [String] {
            try decoder.decode(block.span, into: &section)
            return section.fields.map { field in
                String(decoding: section.bytes[field.name.lowerBound..<field.value.upperBound], as: UTF8.self)
            }
        }

        mutating func read(_ hexadecimal: String) throws -> [String] {
            try read([UInt8](hexadecimal: hexadecimal))
        }
    }

    private static let first = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"]

    @Test("the examples of RFC 7541, appendix C.3 and C.4: one connection, plain and in the Huffman code")
    func requests() throws {
        for (first, second, third) in [
            (
                "828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865",
                "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"
            ),
            (
                "828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf",
                "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"
            ),
        ] {
            var reader = Reader()
            #expect(try reader.read(first) == Self.first)
            #expect(try reader.read(second) == Self.first + ["cache-control: no-cache"])
            #expect(
                try reader.read(third) == [
                    ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
                    "custom-key: custom-value",
                ]
            )
        }
    }

    @Test("the examples of RFC 7541, appendix C.5 and C.6: a table that forgets")
    func responses() throws {
        let expected = [
            ":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
            "location: https://www.example.com",
        ]
        for (first, second) in [
            (
                "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a32"
                    + "3120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
                "4803333037c1c0bf"
            ),
            (
                "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad"
                    + "171863c78f0b97c8e9ae82ae43d3",
                "4883640effc1c0bf"
            ),
        ] {
            var reader = Reader()
            #expect(try reader.read("3fe101" + first) == expected)
            #expect(try reader.read(second) == [":status: 307"] + expected.dropFirst())
        }
    }

    @Test(
        "blocks that are none",
        arguments: [
            // No field 0, no field 62 in an empty table, cut off at every place, and a string that is longer than its block.
            "80", "be", "ff", "ffff", "40", "4001", "400161", "40016102", "4001610162ff", "0f", "0f80",
            // Numbers that are too large, or have leading zeros without an end.
            "ffffffffff0f", "ff8080808000", "7fffffffffff",
            // The table is made too large, or changed within a block.
            "3fe21f", "8220",
            // In the Huffman code: too much padding, padding that is no ones, the end of the string.
            "4081ffffff", "00820000", "008100", "0084ffffffff01",
        ]
    )
    func malformed(block: String) {
        var reader = Reader()
        #expect(throws: HPACKFailure.malformed, "\(block)") { try reader.read(block) }
    }

    @Test("a list that is too large ends the reading, whatever it was packed into")
    func bomb() throws {
        var reader = Reader(listByteLimit: 5_000)
        let value = String(repeating: "y", count: 3_000)
        var block: [UInt8] = [0x40, 1, UInt8(ascii: "x"), 0x7F, 0xB9, 0x16]
        block += Array(value.utf8)
        #expect(try reader.read(block) == ["x: \(value)"])
        #expect(try reader.read([0xBE]) == ["x: \(value)"])
        #expect(throws: HPACKFailure.tooLarge) { try reader.read([0xBE, 0xBE]) }
    }

    @Test("fields beyond what is kept are left out, and remembered all the same")
    func tooLarge() throws {
        var reader = Reader(byteLimit: 20)
        let block = [UInt8](hexadecimal: "400161" + "0a" + String(repeating: "62", count: 10) + "4001630164")
        #expect(try reader.read(block + block).isEmpty == false)
        #expect(reader.section.isTooLarge)
        #expect(try reader.read("be") == ["c: d"])
        #expect(!reader.section.isTooLarge)
    }

    @Test("thousands of fields through a small table give what was sent")
    func churn() throws {
        var reader = Reader()
        for number in 0..<3_000 {
            let name = "name-\(number)"
            let value = String(repeating: "v", count: number % 97)
            var block: [UInt8] = [0x40, UInt8(name.utf8.count)]
            block += Array(name.utf8)
            block.append(UInt8(value.utf8.count))
            block += Array(value.utf8)
            #expect(try reader.read(block) == ["\(name): \(value)"])
            #expect(try reader.read([0xBE]) == ["\(name): \(value)"])
            if number > 8 { #expect(try reader.read([0xBE + 8])[0].hasPrefix("name-\(number - 8): ")) }
        }
    }

    @Test("a name may come from an entry that its own field pushes out")
    func evictedName() throws {
        var reader = Reader()
        let large = [UInt8](repeating: UInt8(ascii: "z"), count: 3_900)
        #expect(try reader.read([0x40, 1, UInt8(ascii: "n"), 0x7F, 0xBD, 0x1D] + large).count == 1)
        let again = try reader.read([0x7E, 0x7F, 0xBD, 0x1D] + large)
        #expect(again == ["n: " + String(repeating: "z", count: 3_900)])
    }

    @Test("all strings survive the Huffman code")
    func huffman() throws {
        let code = HuffmanCode()
        var random = SystemRandomNumberGenerator()
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            var decoded: [UInt8] = []
            let encoded = code.encode(bytes)
            try HuffmanDecoder.shared.decode(encoded.span, into: &decoded)
            #expect(decoded == bytes)
        }
    }
}

extension HuffmanCode {
    fileprivate func encode(_ bytes: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        var bits: UInt64 = 0
        var count: UInt64 = 0
        for byte in bytes {
            let length = UInt64(Self.lengths[Int(byte)])
            bits = bits << length | UInt64(codes[Int(byte)])
            count += length
            while count >= 8 {
                count -= 8
                encoded.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        // Filled up with ones.
        if count > 0 { encoded.append(UInt8(truncatingIfNeeded: bits << (8 - count) | (1 << (8 - count) - 1))) }
        return encoded
    }
}

extension [UInt8] {
    init(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
