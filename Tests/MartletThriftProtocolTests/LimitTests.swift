import Testing

@testable import MartletThriftProtocol

@Suite("Bounds on Thrift's messages")
struct LimitTests {
    private func kind(
        of bytes: [UInt8],
        _ protocolKind: ThriftProtocolKind = .binary,
        _ change: (inout ThriftLimits) -> Void = { _ in }
    ) -> ThriftProtocolError.Kind? {
        var limits = ThriftLimits()
        change(&limits)
        do throws(ThriftProtocolError) {
            _ = try protocolKind.decode(Sample.self, from: bytes, limits: limits)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test("sizes below zero, and sizes of what is not there")
    func sizes() {
        #expect(kind(of: [11, 0, 7, 0xFF, 0xFF, 0xFF, 0xFF, 0]) == .negativeSize)
        #expect(kind(of: [15, 0, 10, 8, 0xFF, 0xFF, 0xFF, 0xFE, 0]) == .negativeSize)
        #expect(kind(of: [11, 0, 7, 0x00, 0x00, 0x10, 0x00, 0]) == .truncated)
        #expect(kind(of: [15, 0, 10, 8, 0x00, 0x00, 0x10, 0x00, 0]) == .truncated)
        #expect(kind(of: [11, 0, 7, 0x7F, 0xFF, 0xFF, 0xFF, 0]) == .sizeLimit)
        #expect(kind(of: [13, 0, 13, 6, 11, 0x7F, 0xFF, 0xFF, 0xFF, 0]) == .sizeLimit)
        #expect(kind(of: [0x78, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0], .compact) == .negativeSize)
        #expect(kind(of: Array(#"{"10":{"lst":["i32",100000,1]}}"#.utf8), .json) == .truncated)
        #expect(kind(of: Array(#"{"10":{"lst":["i32",-1]}}"#.utf8), .json) == .negativeSize)
    }

    @Test("elements of all containers together are bounded")
    func elements() {
        let list: [UInt8] = [15, 0, 10, 8, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
        #expect(kind(of: list + list + [0]) { $0.elementCount = 4 } == nil)
        #expect(kind(of: list + list + [0]) { $0.elementCount = 3 } == .sizeLimit)
    }

    @Test("messages and strings are bounded")
    func bytes() {
        let text: [UInt8] = [11, 0, 7, 0, 0, 0, 3, 0x61, 0x62, 0x63, 0]
        #expect(kind(of: text) { $0.stringByteCount = 3 } == nil)
        #expect(kind(of: text) { $0.stringByteCount = 2 } == .sizeLimit)
        #expect(kind(of: text) { $0.messageByteCount = text.count } == nil)
        #expect(kind(of: text) { $0.messageByteCount = text.count - 1 } == .sizeLimit)
    }

    @Test("what is inside one another is bounded, wanted or not", arguments: [15, 99] as [UInt8])
    func depth(field: UInt8) {
        func nested(_ count: Int) -> [UInt8] {
            Array(repeating: [12, 0, field] as [UInt8], count: count - 1).flatMap { $0 }
                + [UInt8](repeating: 0, count: count)
        }
        #expect(kind(of: nested(64)) == nil)
        #expect(kind(of: nested(65)) == .depthLimit)
        #expect(kind(of: nested(1_000_000)) == .depthLimit)
    }

    @Test("depth bombs of lists, in each protocol")
    func listDepth() {
        let binary: [UInt8] =
            [15, 0, 99] + Array(repeating: [15, 0, 0, 0, 1] as [UInt8], count: 100_000).flatMap { $0 }
        #expect(kind(of: binary) == .depthLimit)
        let compact: [UInt8] = [0x09, 0xC6, 0x01] + [UInt8](repeating: 0x19, count: 100_000)
        #expect(kind(of: compact, .compact) == .depthLimit)
        let json = #"{"99":{"lst":"# + String(repeating: #"["lst",1,"#, count: 100_000)
        #expect(kind(of: Array(json.utf8), .json) == .depthLimit)
    }

    @Test("types and text that there are not")
    func invalid() {
        #expect(kind(of: [1, 0, 1, 0]) == .invalidData)
        #expect(kind(of: [11, 0, 7, 0, 0, 0, 1, 0xFF, 0]) == .invalidData)
        #expect(kind(of: [15, 0, 10, 11, 0, 0, 0, 1, 0, 0, 0, 0, 0]) == .invalidData)
        #expect(kind(of: [0, 0]) == .invalidData)
        #expect(kind(of: [0x1E, 0], .compact) == .invalidData)
        #expect(kind(of: Array(#"{"1":{"xyz":1}}"#.utf8), .json) == .invalidData)
    }
}
