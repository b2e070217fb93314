import Foundation
import MartletTesting
import Testing

@testable import MartletMetrics

@Suite struct DecimalTextTests {
    private func sixDecimals(_ value: Double) -> String {
        var bytes: [UInt8] = []
        DecimalText.appendSixDecimals(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func shortest(_ value: Double) -> String {
        var bytes: [UInt8] = []
        DecimalText.appendShortest(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (12, "12.000000"), (0, "0.000000"), (-0.0, "0.000000"), (-1.5, "-1.500000"), (0.1, "0.100000"),
        (123.456, "123.456000"), (0.000_000_4, "0.000000"), (-0.000_000_4, "0.000000"), (0.000_000_6, "0.000001"),
        (0.999_999_6, "1.000000"), (9.999_999_9, "10.000000"), (0.007_812_5, "0.007812"), (0.023_437_5, "0.023438"),
        (1e15, "1000000000000000.000000"), (0x1p63, "9223372036854775808.000000"),
        (-1e23, "-99999999999999991611392.000000"), (1e22, "10000000000000000000000.000000"),
        (.leastNonzeroMagnitude, "0.000000"), (0x1p-75, "0.000000"),
    ])
    func sixDecimalsAreThoseOfC(value: Double, text: String) {
        #expect(sixDecimals(value) == text)
    }

    @Test func sixDecimalsAreThoseOfCForAnyNumber() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<20_000 {
            // Any bits, and numbers as they are.
            let wild = Double(bitPattern: random.next())
            let tame = Double.random(in: -1...1, using: &random) * random.element(of: [1e-6, 1, 1e3, 1e6, 1e12])
            let tie = Double(Int.random(in: 0...1_000_000, using: &random)) / 128
            for value in [wild, tame, tie] where value.isFinite {
                let expected = String(format: "%f", value)
                // Theirs keeps the sign of what was rounded to zero.
                #expect(sixDecimals(value) == (expected == "-0.000000" ? "0.000000" : expected))
            }
        }
        #expect(sixDecimals(.greatestFiniteMagnitude) == String(format: "%f", Double.greatestFiniteMagnitude))
    }

    @Test(arguments: [
        (12, "12"), (0, "0"), (-0.0, "0"), (-3.5, "-3.5"), (0.25, "0.25"), (0.1, "0.1"), (100, "100"),
        (0.001_25, "0.00125"), (1e-5, "0.00001"), (1.5e-9, "0.0000000015"), (1e-9, "0.000000001"), (9e-10, "9e-10"),
        (9_007_199_254_740_992, "9007199254740992"), (1.5e16, "15000000000000000"), (1.234e20, "123400000000000000000"),
        (9.99e20, "999000000000000000000"), (1e21, "1e+21"), (1e300, "1e+300"), (-2.5e17, "-250000000000000000"),
        (123.456, "123.456"), (1e15, "1000000000000000"), (1_234_567.000_5, "1234567.0005"),
    ])
    func shortestHasNoExponentWhereItMatters(value: Double, text: String) {
        #expect(shortest(value) == text)
    }

    @Test func shortestIsReadBackAsTheSameNumber() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let wild = Double(bitPattern: random.next())
            let tame = Double.random(in: -1...1, using: &random) * random.element(of: [1e-9, 1, 1e6, 1e18])
            for value in [wild, tame] where value.isFinite {
                let text = shortest(value)
                #expect(try #require(Double(text)) == value)
                #expect(text.count <= 32)
                if (1e-9..<1e21).contains(value.magnitude) { #expect(!text.contains("e")) }
            }
        }
    }
}
