import Foundation
import MartletJSON
import Testing

/// Random documents from a seed.
@Suite struct PropertyTests {
    private static let seeds = Array(UInt64(0)..<40)

    @Test(arguments: seeds)
    func `documents survive`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let value = randomValue(depth: 5, &generator)
            for output in [[], .prettyPrinted, [.sortedKeys, .escapesHTML, .escapesSlashes]]
                as [JSONCodec.OutputOptions]
            {
                let document = try JSONCodec(output: output).encode(value)
                #expect(try JSONCodec().decode(AnyJSON.self, from: document) == value)
                #expect(try JSONDecoder().decode(AnyJSON.self, from: Data(document)) == value)
            }
        }
    }

    /// What we accept, Foundation accepts and takes for the same; what it alone accepts has one of its leniencies.
    @Test(arguments: seeds)
    func `damaged documents are judged as by Foundation`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1000)
        for _ in 0..<60 {
            let document = damaged(try JSONCodec().encode(randomValue(depth: 4, &generator)), &generator)
            let ours = try? JSONCodec().decode(AnyJSON.self, from: document)
            let theirs = try? JSONDecoder().decode(AnyJSON.self, from: Data(document))
            if let ours {
                #expect(ours == theirs, "\(String(decoding: document, as: UTF8.self))")
            } else if theirs != nil {
                let reason = failure(AnyJSON.self, from: document)?.reason ?? ""
                let leniencies = [
                    "duplicate key", "byte order mark", "leading zero", "invalid number", "expected a key",
                    "expected a value, found ']'", "invalid UTF-8", "nested more", "surrogate", "unexpected end",
                ]
                #expect(
                    leniencies.contains { reason.contains($0) },
                    "\(reason): \(String(decoding: document, as: UTF8.self))"
                )
            }
        }
    }

    private func randomValue(depth: Int, _ generator: inout SeededGenerator) -> AnyJSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int(truncatingIfNeeded: generator.next()) >> Int.random(in: 0..<64, using: &generator))
        case 3: return .double(Double.random(in: -1e6...1e6, using: &generator) + 0.3)
        case 4, 5: return .string(randomText(&generator))
        case 6:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in randomValue(depth: depth - 1, &generator) }
            )
        default:
            let count = Int.random(in: 0...(depth == 3 ? 30 : 5), using: &generator)
            return .object(
                (0..<count).reduce(into: [:]) { object, _ in
                    object[randomText(&generator)] = randomValue(depth: depth - 1, &generator)
                }
            )
        }
    }

    private func randomText(_ generator: inout SeededGenerator) -> String {
        let alphabet: [Character] = ["a", "b", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "é", "日", "😀", " ", "<", "0"]
        let length = Int.random(in: 0...20, using: &generator)
        return String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    private func damaged(_ document: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var document = document
        let special = Array(#"{}[]",:\u0019-+.eEtfn"#.utf8) + [0x00, 0x20, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !document.isEmpty {
            let index = Int.random(in: 0..<document.count, using: &generator)
            let byte = special[Int.random(in: 0..<special.count, using: &generator)]
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: document[index] = byte
            case 1: document.insert(byte, at: index)
            case 2: document.remove(at: index)
            default: document.removeSubrange(index..<min(index + 5, document.count))
            }
        }
        return document
    }
}
