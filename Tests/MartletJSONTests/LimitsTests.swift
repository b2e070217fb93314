import Foundation
import MartletJSON
import Testing

@Suite struct LimitsTests {
    /// A type that contains itself: each level of the document is a call of its initialiser.
    final class Chain: Codable, @unchecked Sendable {
        var next: Chain?
        var all: [Chain]?

        init(next: Chain?) {
            self.next = next
        }
    }

    private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    @Test func `depth`() throws {
        _ = try JSONCodec().decode(AnyJSON.self, from: nested(128, "[", "]"))
        let refusal = failure(AnyJSON.self, from: nested(129, "[", "]"))
        #expect(refusal?.reason == "nested more than 128 levels deep at byte 128")
        #expect(refusal?.path == String(repeating: "[0]", count: 128))
        #expect(failure(AnyJSON.self, from: "[" + nested(127, #"{"a":["#, "]}") + "]") != nil)
        #expect(failure(AnyJSON.self, from: "[[1]]", with: JSONCodec(limits: .init(depth: 1))) != nil)
        _ = try JSONCodec(limits: .init(depth: 1)).decode(AnyJSON.self, from: "[1]")
    }

    @Test func `many brackets cost no stack`() {
        struct Ignores: Decodable {
            init(from decoder: any Decoder) {}
        }
        let codec = JSONCodec(limits: .init(depth: .max, valueCount: .max))
        #expect(throws: Never.self) { try codec.decode(Ignores.self, from: nested(20_000, "[", "]")) }
        #expect(failure(Ignores.self, from: String(repeating: "[", count: 20_000), with: codec)?.path.count == 60_000)
    }

    @Test func `bytes`() throws {
        let codec = JSONCodec(limits: .init(byteCount: 10))
        _ = try codec.decode(String.self, from: "\"12345678\"")
        #expect(
            failure(String.self, from: "\"123456789\"", with: codec)?.reason
                == "document of more than 10 bytes at byte 10"
        )
    }

    @Test func `values and keys`() throws {
        let codec = JSONCodec(limits: .init(valueCount: 5))
        _ = try codec.decode(AnyJSON.self, from: #"{"a":1,"b":2}"#)
        #expect(
            failure(AnyJSON.self, from: #"{"a":1,"b":[2]}"#, with: codec)?.description
                == "b[0]: more than 5 values and keys at byte 12"
        )
    }

    @Test func `encoding stops at the same depth`() throws {
        func chain(_ length: Int) -> Chain {
            (1..<length).reduce(Chain(next: nil)) { chain, _ in Chain(next: chain) }
        }
        _ = try JSONCodec().encode(chain(128))
        let cycle = Chain(next: nil)
        cycle.next = cycle
        defer { cycle.next = nil }
        for value in [chain(129), cycle] {
            do {
                _ = try JSONCodec().encode(value)
                Issue.record("not thrown")
            } catch EncodingError.invalidValue(_, let context) {
                #expect(context.debugDescription == "nested more than 128 levels deep")
                #expect(context.codingPath.count == 128)
            }
        }
    }

    @Test func `the default depth fits into a stack of 512 KiB`() {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let codec = JSONCodec()
            let depth = codec.limits.depth
            let deep = String(repeating: #"{"next":"#, count: depth) + "null" + String(repeating: "}", count: depth)
            let arrays = String(repeating: #"{"all":["#, count: depth / 2) + String(repeating: "]}", count: depth / 2)
            for json in [deep, arrays] {
                let value = try? codec.decode(Chain.self, from: json)
                precondition((try? codec.encode(value)) != nil)
            }
            let any = try? codec.decode(
                AnyJSON.self,
                from: String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            )
            precondition((try? codec.encode(any)) != nil)
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        #expect(done.wait(timeout: .now() + 60) == .success)
    }
}
