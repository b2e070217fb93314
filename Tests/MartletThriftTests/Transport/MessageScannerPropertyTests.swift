import MartletTesting
import MartletThriftProtocol
import Testing

@testable import MartletThrift

@Suite("The scanner and the readers")
struct MessageScannerPropertyTests {
    @Test("Agree on the end of any bytes that both take for a message", arguments: ThriftProtocolKind.allCases)
    func agreement(kind: ThriftProtocolKind) throws {
        let message = try Wire(.buffered, kind).bytes("echo", Arguments(Parcel.full))
        var generator = SeededGenerator(seed: 7)
        var agreedCount = 0
        for _ in 0..<20_000 {
            var bytes = message
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] = .random(in: .min ... .max, using: &generator)
            }
            let scanned = bytes.withUnsafeBytes { bytes in
                var scanner = MessageScanner(kind, ThriftLimits())
                return try? scanner.end(in: bytes)
            }
            let read = bytes.withUnsafeBytes { bytes in
                try? kind.readMessage(bytes, limits: ThriftLimits(), AnyMessage()).byteCount
            }
            guard let read else { continue }
            agreedCount += 1
            #expect(scanned == read)
        }
        // Most changes of a byte leave something that can be read.
        #expect(agreedCount > 1_000)
    }
}

/// Reads a message without a look at what is in it.
private struct AnyMessage: ThriftMessageVisitor {
    func visit<Reader: ThriftReader>(_ reader: inout Reader) throws(ThriftProtocolError) {
        _ = try reader.readMessageBegin()
        try reader.skip(.structure)
        try reader.readMessageEnd()
    }
}
