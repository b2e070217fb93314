import Testing

@testable import MartletHTTP1

@Suite struct ScanningTests {
    /// Every byte at every place of texts shorter and longer than a word.
    @Test func endOfFieldValue() {
        for count in 0...20 {
            let text = [UInt8](repeating: 0x61, count: count)
            #expect(endOfFieldValue(text) == count)
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max {
                    var spoilt = text
                    spoilt[place] = byte
                    let end = CharacterClass.fieldValue.contains(byte) ? count : place
                    #expect(endOfFieldValue(spoilt) == end)
                }
            }
        }
    }

    /// The byte literals are compared with may be anything that isn't a control character.
    @Test func matchesLiterals() {
        for literal: StaticString in ["host", "100-continue", "transfer-encoding", "chunked", "keep-alive"] {
            let text = Array("\(literal)".utf8)
            for place in 0..<text.count {
                for byte in UInt8(0x20)...UInt8.max {
                    var changed = text
                    changed[place] = byte
                    let isSame = String(decoding: changed, as: UTF8.self).lowercased() == "\(literal)"
                    #expect(matches(literal, changed, in: 0..<text.count) == isSame)
                }
            }
            #expect(!matches(literal, text, in: 0..<text.count - 1))
        }
    }

    private func endOfFieldValue(_ bytes: [UInt8]) -> Int {
        bytes.span.bytes.endOfFieldValue(from: 0)
    }

    private func matches(_ literal: StaticString, _ bytes: [UInt8], in range: Range<Int>) -> Bool {
        bytes.span.bytes.matches(literal, in: range)
    }
}
