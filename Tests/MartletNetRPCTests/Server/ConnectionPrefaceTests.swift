import Testing

@testable import MartletNetRPC

@Suite("What a connection of net/rpc begins with")
struct ConnectionPrefaceTests {
    private func preface(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { "\(ConnectionPreface.read($0, path: "/_goRPC_", limit: 4_096))" }
    }

    @Test("the first definition of Go up to 1.26, and of Go 1.27, whose ids begin with 64")
    func gobs() {
        #expect(preface([0x2F, 0xFF, 0x81, 0x03, 0x01, 0x01, 0x07]) == "gob")
        #expect(preface([0x2E, 0x7F, 0x03, 0x01, 0x01, 0x07]) == "gob")
        #expect(preface([0xFE, 0x01, 0x00, 0x7F]) == "gob")
    }

    @Test("JSON, HTTP, and what is neither")
    func others() {
        #expect(preface(Array("{\"method\"".utf8)) == "json")
        #expect(preface(Array("\n{".utf8)) == "json")
        #expect(preface(Array("CONNECT /_goRPC_ HTTP/1.0\n\n".utf8)).contains("connected"))
        #expect(preface(Array("CONN".utf8)) == "incomplete")
        #expect(preface([0x2E]) == "incomplete")
        #expect(preface(Array("hello".utf8)) == "unknown")
    }
}
