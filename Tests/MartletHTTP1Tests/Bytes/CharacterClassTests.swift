import Testing

@testable import MartletHTTP1

/// Derives the table again from the grammar.
@Suite struct CharacterClassTests {
    private let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    private let digits = Set("0123456789".utf8)

    @Test func token() {
        expect(.token, is: letters.union(digits).union("!#$%&'*+-.^_`|~".utf8))
    }

    @Test func target() {
        let visible = Set<UInt8>(0x21...0x7E)
        expect(.target, is: visible.subtracting("#".utf8))
        expect(.path, is: visible.subtracting("#?".utf8))
    }

    @Test func fieldValue() {
        expect(.fieldValue, is: Set(UInt8(0x20)...0xFF).subtracting([0x7F]).union([0x09]))
    }

    @Test func registeredName() {
        expect(.registeredName, is: letters.union(digits).union("-._~!$&'()*+,;=".utf8))
    }

    @Test func hexDigit() {
        expect(.hexDigit, is: digits.union("abcdefABCDEF".utf8))
        for byte in UInt8.min...UInt8.max {
            #expect((ASCII.hexadecimalValue(byte) != nil) == CharacterClass.hexDigit.contains(byte))
        }
    }

    private func expect(_ characterClass: CharacterClass, is bytes: Set<UInt8>) {
        for byte in UInt8.min...UInt8.max {
            #expect(characterClass.contains(byte) == bytes.contains(byte), "byte \(byte)")
        }
    }
}
