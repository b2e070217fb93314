import MartletTesting
import Testing

@testable import MartletHTTP

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "is decoded strictly",
        arguments: [
            ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%C3%A9", "é"), ("%c3%a9", "é"), ("é", "é"), ("+", "+"),
            ("%2F", "/"),
            ("%2525", "%25"), ("%00", "\0"), ("%F0%9F%90%A6!", "🐦!"), ("%", nil), ("%4", nil), ("a%4", nil),
            ("%zz", nil),
            ("%4g", nil), ("%g4", nil), ("%%41", nil), ("%FF", nil), ("%C3", nil), ("%C3x", nil), ("%C0%AF", nil),
            ("%ED%A0%80", nil),
        ] as [(String, String?)]
    )
    func decode(_ encoded: String, _ text: String?) {
        #expect(PercentEncoding.decode(encoded.utf8Span.span.bytes) == text)
    }

    @Test("Bytes that are not UTF-8 are no text")
    func invalidUTF8() {
        #expect(PercentEncoding.decode(([0x61, 0xFF] as [UInt8]).span.bytes) == nil)
    }

    @Test("A slice ends where it ends, not where an escape would")
    func slice() {
        let path = "/a%41b"
        #expect(PercentEncoding.decode(path.utf8Span.span.bytes.extracting(1..<5)) == "aA")
        #expect(PercentEncoding.decode(path.utf8Span.span.bytes.extracting(1..<4)) == nil)
    }

    @Test("A segment that does not fit is not cut off")
    func buffer() {
        let path = "ab%43d"
        withUnsafeTemporaryAllocation(byteCount: 4, alignment: 1) { buffer in
            let bytes = path.utf8Span.span.bytes
            #expect(PercentEncoding.decode(bytes, 0..<6, into: buffer) == 4)
            #expect(Array(buffer) == Array("abCd".utf8))
            let short = UnsafeMutableRawBufferPointer(rebasing: buffer[..<3])
            #expect(PercentEncoding.decode(bytes, 0..<6, into: short) == nil)
        }
    }

    @Test("A segment keeps what a segment may hold")
    func segment() {
        let kept = "azAZ09-._~!$&'()*+,;=:@"
        #expect(PercentEncoding.encodePathSegment(kept) == kept)
        #expect(
            PercentEncoding.encodePathSegment("a b/c?d#e%é\n\"<>[]{}|\\^`")
                == "a%20b%2Fc%3Fd%23e%25%C3%A9%0A%22%3C%3E%5B%5D%7B%7D%7C%5C%5E%60"
        )
        #expect(PercentEncoding.encodePathSegment("") == "")
    }

    @Test("A query component keeps what needs no escape anywhere")
    func component() {
        #expect(PercentEncoding.encodeQueryComponent("azAZ09-._~") == "azAZ09-._~")
        #expect(
            PercentEncoding.encodeQueryComponent("a b+c&d=e;f/g?h%é*") == "a%20b%2Bc%26d%3De%3Bf%2Fg%3Fh%25%C3%A9%2A"
        )
    }

    @Test("Every byte is kept or escaped as the grammar says")
    func allBytes() {
        let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        let pchar = unreserved + "!$&'()*+,;=:@"
        for byte in UInt8(0)..<0x80 {
            let text = String(Unicode.Scalar(byte))
            #expect((PercentEncoding.encodePathSegment(text) == text) == pchar.contains(text))
            #expect((PercentEncoding.encodeQueryComponent(text) == text) == unreserved.contains(text))
        }
    }

    @Test("What was encoded is decoded to the same", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &random) ? 0x7F : 0x10FFFF), using: &random))
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            for encoded in [PercentEncoding.encodePathSegment(text), PercentEncoding.encodeQueryComponent(text)] {
                #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
                let decoded = PercentEncoding.decode(encoded.utf8Span.span.bytes)
                #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
            }
        }
    }
}
