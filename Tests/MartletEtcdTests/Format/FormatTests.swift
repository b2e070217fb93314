import Martlet
import MartletJSON
import MartletTesting
import NIOCore
import Testing

@testable import MartletEtcd

@Suite
struct FormatTests {
    @Test("numbers are strings or numbers, and are written as strings")
    func numbers() throws {
        let codec = JSONCodec()
        #expect(try codec.encode([EtcdNumber(.max)]) == Array(#"["9223372036854775807"]"#.utf8))
        let read = try codec.decode([EtcdNumber].self, from: Array(#"["-1", 7, "9223372036854775807"]"#.utf8))
        #expect(read.map(\.value) == [-1, 7, .max])
        for text in [#"["x"]"#, #"[""]"#, #"["9223372036854775808"]"#, "[1.5]", "[null]", "[true]"] {
            #expect(throws: (any Error).self) { try codec.decode([EtcdNumber].self, from: Array(text.utf8)) }
        }
    }

    @Test("a prefix is a folder")
    func ranges() {
        for prefix in ["/services/string", "/services/string/"] {
            let range = KeyRange(prefix: prefix)
            #expect(range.start == Array("/services/string/".utf8))
            #expect(range.end == Array("/services/string0".utf8))
            #expect(range.contains(Array("/services/string/a".utf8)))
            #expect(!range.contains(Array("/services/stringsvc/a".utf8)))
        }
        #expect(KeyRange(prefix: "").start == Array("/".utf8))
    }

    @Test("the id is the last part of the key")
    func lastParts() {
        #expect(KeyRange.lastPart(of: Array("/a/b:1".utf8)) == "b:1")
        #expect(KeyRange.lastPart(of: Array("b".utf8)) == "b")
        #expect(KeyRange.lastPart(of: Array("/a/".utf8)) == nil)
        #expect(KeyRange.lastPart(of: []) == nil)
        #expect(KeyRange.lastPart(of: [UInt8(ascii: "/"), 0xFF]) == nil)
    }

    @Test("lines come out whole, however they are cut")
    func lines() throws {
        let text = "one\n\ntwo and more\nthree\nrest"
        for size in 1...text.utf8.count {
            var buffer = LineBuffer(maximumByteCount: 12)
            var lines: [String] = []
            var rest = ByteBuffer(string: text)
            while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                lines += try buffer.append(piece).map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(lines == ["one", "two and more", "three"])
        }
    }

    @Test("a line that is too long fails, whether its end has come or not")
    func longLines() throws {
        for text in ["12345", "12345\n", "1\n12345", "1234\n12345\n"] {
            var buffer = LineBuffer(maximumByteCount: 4)
            let status = #expect(throws: Status.self) { try buffer.append(ByteBuffer(string: text)) }
            #expect(status?.code == .resourceExhausted)
        }
        var buffer = LineBuffer(maximumByteCount: 4)
        #expect(try buffer.append(ByteBuffer(string: "1234\n1234")).count == 1)
    }
}
