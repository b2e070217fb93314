import MartletTesting
import Testing

@testable import MartletThriftProtocol

@Suite("Thrift's protocols, with random values and bytes")
struct ProtocolPropertyTests {
    @Test("what is written is read", arguments: ThriftProtocolKind.allCases)
    func roundTrips(kind: ThriftProtocolKind) throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let sample = Sample(&generator)
            #expect(try kind.decode(Sample.self, from: kind.encode(sample)) == sample)
        }
    }

    @Test("fields that nobody knows are skipped", arguments: ThriftProtocolKind.allCases)
    func unknownFields(kind: ThriftProtocolKind) throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<100 {
            #expect(throws: Never.self) {
                _ = try kind.decode(ThriftApplicationException.self, from: kind.encode(Sample(&generator)))
            }
        }
    }

    @Test(
        "bytes that were changed or cut are refused or read, and nothing else",
        arguments: ThriftProtocolKind.allCases
    )
    func mutations(kind: ThriftProtocolKind) throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var bytes = try kind.encode(Sample(&generator))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            let cut = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
            for bytes in [bytes, cut] {
                do throws(ThriftProtocolError) {
                    let value = try kind.decode(Sample.self, from: bytes)
                    // What was understood can be said again.
                    let again = try kind.encode(value)
                    let length = try kind.encode(try kind.decode(Sample.self, from: again)).count
                    #expect(length == again.count)
                } catch {
                    #expect(!error.message.isEmpty)
                }
            }
        }
    }
}
