import MartletThriftProtocol
import Testing

@testable import MartletThrift

@Suite("The end of a message that nothing tells the length of")
struct MessageScannerTests {
    @Test("Is found whatever the pieces in which it arrives", arguments: ThriftProtocolKind.allCases)
    func pieces(kind: ThriftProtocolKind) throws {
        let message = try Wire(.buffered, kind).bytes("echo", Arguments(Parcel.full))
        let bytes = message + message
        for size in [1, 2, 3, 7, 50, message.count - 1] {
            var scanner = MessageScanner(kind, ThriftLimits())
            var count = 0
            while true {
                count = min(count + size, bytes.count)
                let end = try bytes[..<count].withUnsafeBytes { try scanner.end(in: $0) }
                #expect(end == (count >= message.count ? message.count : nil))
                if end != nil { break }
            }
        }
    }

    @Test("Is found in messages of the old binary protocol")
    func oldBinary() throws {
        let bytes: [UInt8] = [0, 0, 0, 3, 0x73, 0x75, 0x6D, 1, 0, 0, 0, 9, 2, 0, 1, 1, 0]
        for count in 0...bytes.count {
            var scanner = MessageScanner(.binary, ThriftLimits())
            let end = try bytes[..<count].withUnsafeBytes { try scanner.end(in: $0) }
            #expect(end == (count == bytes.count ? count : nil))
        }
    }

    @Test(
        "Lengths are refused as soon as they are there",
        arguments: [
            (ThriftProtocolKind.binary, [0x80, 1, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF] as [UInt8], "sizeLimit"),
            (.binary, [0x80, 1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF], "negativeSize"),
            (.binary, [0x80, 2, 0, 1], "badVersion"),
            (.binary, [0x7F, 0xFF, 0xFF, 0xFF], "sizeLimit"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 11, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF], "sizeLimit"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 11, 0, 1, 0x80, 0, 0, 0], "negativeSize"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 15, 0, 1, 8, 0x7F, 0xFF, 0xFF, 0xFF], "sizeLimit"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 15, 0, 1, 8, 0x80, 0, 0, 0], "negativeSize"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 13, 0, 1, 8, 8, 0x7F, 0xFF, 0xFF, 0xFF], "sizeLimit"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 99, 0, 1], "invalidData"),
            (.binary, [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 15, 0, 1, 0, 0, 0, 0, 1, 0], "invalidData"),
            (.compact, [0x82, 0x22], "badVersion"),
            (.compact, [0x80, 1], "badVersion"),
            (.compact, [0x82, 0x21, 0, 0xFF, 0xFF, 0xFF, 0xFF, 7], "sizeLimit"),
            (.compact, [0x82, 0x21, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], "negativeSize"),
            (.compact, [0x82, 0x21, 0, 0, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 7], "sizeLimit"),
            (.compact, [0x82, 0x21, 0, 0, 0x19, 0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 7], "sizeLimit"),
            (.compact, [0x82, 0x21, 0, 0, 0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 7], "sizeLimit"),
            (.compact, [0x82, 0x21, 0, 0, 0x16] + [UInt8](repeating: 0xFF, count: 10), "invalidData"),
            (.compact, [0x82, 0x21, 0, 0, 0x1E], "invalidData"),
            (.json, Array("{".utf8), "badVersion"),
            (.json, Array("1".utf8), "badVersion"),
            (.json, Array("]".utf8), "badVersion"),
        ]
    )
    func refusals(kind: ThriftProtocolKind, bytes: [UInt8], error: String) throws {
        var scanner = MessageScanner(kind, ThriftLimits())
        let refusal = #expect(throws: ThriftProtocolError.self) {
            try bytes.withUnsafeBytes { try scanner.end(in: $0) }
        }
        #expect(refusal?.kind.rawValue == error)
    }

    @Test("What is nested too deep is refused", arguments: [ThriftProtocolKind.binary, .compact])
    func depth(kind: ThriftProtocolKind) throws {
        let head: [UInt8] =
            kind == .binary ? [0x80, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1] : [0x82, 0x21, 0, 0]
        let level: [UInt8] = kind == .binary ? [12, 0, 1] : [0x1C]
        for (count, isTooDeep) in [(63, false), (64, true)] {
            let bytes = head + [[UInt8]](repeating: level, count: count).flatMap { $0 }
            var scanner = MessageScanner(kind, ThriftLimits())
            let result = Result { try bytes.withUnsafeBytes { try scanner.end(in: $0) } }
            let error = result.failure as? ThriftProtocolError
            #expect((error?.kind == .depthLimit) == isTooDeep)
        }
    }

    @Test("A message that is too long in sum is refused", arguments: ThriftProtocolKind.allCases)
    func length(kind: ThriftProtocolKind) throws {
        var limits = ThriftLimits()
        limits.messageByteCount = 100
        let bytes = try Wire(.buffered, kind).bytes("echo", Arguments(Parcel.full))
        var scanner = MessageScanner(kind, limits)
        let refusal = #expect(throws: ThriftProtocolError.self) {
            try bytes[..<150].withUnsafeBytes { try scanner.end(in: $0) }
        }
        #expect(refusal?.kind == .sizeLimit)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
