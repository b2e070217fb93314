import MartletTesting
import Testing

@testable import MartletExpvar

@Suite struct GoFormatTests {
    private func number(_ number: Double) -> String {
        var bytes: [UInt8] = []
        GoFormat.append(number: number, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        GoFormat.append(quoted: text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Printed by Go 1.19: `strconv.FormatFloat(value, 'g', -1, 64)`.
    @Test(arguments: [
        (0, "0"), (1, "1"), (60, "60"), (-3, "-3"), (12.5, "12.5"), (0.1, "0.1"), (-0.25, "-0.25"), (100, "100"),
        (123_456, "123456"), (1_234_567, "1.234567e+06"), (1e6, "1e+06"), (999_999, "999999"),
        (123_456.75, "123456.75"),
        (999_999.5, "999999.5"), (123_456_789.125, "1.23456789125e+08"), (0.0001, "0.0001"), (0.000_123, "0.000123"),
        (0.00001, "1e-05"), (1.5e-7, "1.5e-07"), (1e15, "1e+15"), (1e16, "1e+16"), (1e20, "1e+20"), (1e21, "1e+21"),
        (2.5e21, "2.5e+21"), (123_456_789_012_345_683_968, "1.2345678901234568e+20"), (1.5e300, "1.5e+300"),
        (.leastNonzeroMagnitude, "5e-324"), (-0.0, "-0"),
    ])
    func numbersAreThoseOfGo(value: Double, text: String) {
        #expect(number(value) == text)
    }

    @Test func whatIsNoFiniteNumberIsNull() {
        #expect(number(.nan) == "null")
        #expect(number(.infinity) == "null")
        #expect(number(-.infinity) == "null")
    }

    @Test func everyNumberIsReadBack() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(Double(number(value)) == value)
        }
    }

    @Test func strings() {
        #expect(quoted("requests") == #""requests""#)
        #expect(quoted(#"a"b\c"#) == #""a\"b\\c""#)
        #expect(quoted("\n\r\t\u{0}\u{1F}\u{8}") == #""\n\r\t\u0000\u001f\u0008""#)
        #expect(quoted("<a>&") == #""\u003ca\u003e\u0026""#)
        #expect(quoted("\u{2028}\u{2029}é🦉\u{7F}") == "\"\\u2028\\u2029é🦉\u{7F}\"")
        #expect(quoted("\r\n") == #""\r\n""#)
    }
}
