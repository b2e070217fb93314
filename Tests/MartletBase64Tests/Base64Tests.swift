import MartletBase64
import MartletTesting
import Testing

@Suite
struct Base64Tests {
    /// Source: RFC 4648, section 10; the last two reach the end of the alphabet.
    private static let vectors: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\u{FF}~?>", "w79+Pz4="), ("\u{FFFF}~", "77+/fg=="),
    ]

    @Test("the vectors of RFC 4648, with padding and without", arguments: vectors)
    func bothWays(text: String, padded: String) {
        let bytes = Array(text.utf8)
        let unpadded = padded.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == padded)
        #expect(Base64.encode(bytes, isPadded: false) == unpadded)
        #expect(Base64.decode(padded.utf8, .canonical) == bytes)
        #expect(Base64.decode(padded.utf8, .lenient) == bytes)
        #expect(Base64.decode(unpadded.utf8, .lenient) == bytes)
        #expect(Base64.decode(unpadded.utf8, .canonical) == (unpadded == padded ? bytes : nil))
    }

    @Test("what is appended stands behind what is there", arguments: vectors)
    func appended(text: String, padded: String) {
        var output = Array("\"".utf8)
        Base64.encode(Array(text.utf8), into: &output)
        #expect(output == Array("\"\(padded)".utf8))
    }

    @Test("any bytes come back")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.decode(Base64.encode(bytes).utf8, .canonical) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, isPadded: false).utf8, .lenient) == bytes)
        }
    }

    @Test("text need not stand in one piece of memory")
    func pieces() {
        let reversed = Array("==gYv9mZ".utf8)
        #expect(Base64.decode(reversed.lazy.reversed(), .canonical) == Array("foob".utf8))
    }

    @Test(
        "what is not Base64 is refused",
        arguments: [
            "Z", "Zg=", "Zg===", "Z===", "=", "==", "===", "====", "AAAA=", "AAAA==", "AAAA====", "AAAAA", "AAAAA===",
            "AA=A", "=AAA", "AA==AA==", "AAA=AAA=", "Zm 9", " Zm9", "Zm9v\n", "Zm9v\r\n", "A-_A", "-_8=", "Z=g=", "ä",
            "Zm\u{0}v", "Zm9v\u{0}", "Zm9\u{7F}", "\u{FF21}AAA",
        ]
    )
    func refused(text: String) {
        #expect(Base64.decode(text.utf8, .lenient) == nil)
        #expect(Base64.decode(text.utf8, .canonical) == nil)
    }

    @Test("bits behind the last byte are dropped, or refused", arguments: [("Zh==", "f"), ("Zm9=", "fo")])
    func surplus(text: String, meaning: String) {
        #expect(Base64.decode(text.utf8, .lenient) == Array(meaning.utf8))
        #expect(Base64.decode(text.utf8, .canonical) == nil)
    }

    @Test("every byte that is none of the alphabet is refused at every place")
    func everyByte() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min ... .max where !alphabet.contains(byte) {
            for place in 0..<7 {
                var text = Array("AAAAAAA".utf8)
                text[place] = byte
                #expect(Base64.decode(text, .lenient) == nil, "\(byte) at \(place)")
            }
        }
    }
}
