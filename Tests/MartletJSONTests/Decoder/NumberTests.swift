import Foundation
import MartletJSON
import Testing

@Suite struct NumberTests {
    @Test(arguments: [
        ("1.0", 1), ("-1.0", -1), ("1e3", 1000), ("1E+3", 1000), ("1.5e1", 15), ("100e-2", 1), ("0.0", 0), ("-0", 0),
        ("-0.0", 0),
        ("0e999999999999", 0), ("0.000e-99999999999999999999", 0), ("9223372036854775807", .max),
        ("9223372036854775807.000", .max),
        ("-9223372036854775808", .min), ("922337203685477580.7e1", .max), ("9007199254740993.0", 9_007_199_254_740_993),
        ("12345678901234567e2", 1_234_567_890_123_456_700), ("000000000000000000000001".dropLeadingZeros, 1),
    ])
    func `integers are exact however they are written`(_ json: String, _ value: Int) throws {
        #expect(try JSONCodec().decode(Int.self, from: json) == value)
    }

    @Test(arguments: [
        "1.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999999999999", "0.1e0",
        "123.45e1",
    ])
    func `what isn't an integer or doesn't fit is refused`(_ json: String) {
        let expected =
            "expected an integer from -9223372036854775808 through 9223372036854775807, found \(json) at byte 0"
        #expect(failure(Int.self, from: json)?.reason == expected)
    }

    @Test func `the bounds of narrow integers hold`() throws {
        #expect(try JSONCodec().decode([Int8].self, from: "[-128,127,1.27e2]") == [-128, 127, 127])
        #expect(
            failure([Int8].self, from: "[1,128]")?.description
                == "[1]: expected an integer from -128 through 127, found 128 at byte 3"
        )
        #expect(failure(UInt8.self, from: "-1") != nil)
        #expect(failure(UInt8.self, from: "256") != nil)
        #expect(try JSONCodec().decode(UInt.self, from: "-0") == 0)
        #expect(try JSONCodec().decode(UInt64.self, from: "18446744073709551615") == .max)
        #expect(failure(UInt64.self, from: "18446744073709551616") != nil)
        #expect(try JSONCodec().decode(Int128.self, from: "-170141183460469231731687303715884105728") == .min)
        #expect(failure(Int128.self, from: "170141183460469231731687303715884105728") != nil)
    }

    @Test(arguments: [
        "0", "-0", "0.0", "1", "0.1", "-97.25", "123456789012345678", "1234567890123456789", "0.1234567890123456789",
        "9007199254740993", "9007199254740992", "1e22", "1e23", "8.41e21", "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "5e-324", "4.9e-324", "123456789.123456789", "0.000001", "3.141592653589793238462643383279",
        "99999999999999999",
        "1.0000000000000002", "6.02214076e23",
    ])
    func `doubles are the nearest`(_ json: String) throws {
        let value = try JSONCodec().decode(Double.self, from: json)
        #expect(value.bitPattern == Double(json)?.bitPattern)
        let single = try? JSONCodec().decode(Float.self, from: json)
        if let expected = Float(json), expected.isFinite, expected != 0 || value == 0 {
            #expect(single?.bitPattern == expected.bitPattern)
        } else {
            #expect(single == nil)
        }
    }

    @Test func `random doubles survive, and random texts are the nearest`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite {
                let back = try JSONCodec().decode(Double.self, from: JSONCodec().encode(value))
                #expect(back.bitPattern == value.bitPattern)
            }
            let single = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            if single.isFinite {
                let back = try JSONCodec().decode(Float.self, from: JSONCodec().encode(single))
                #expect(back.bitPattern == single.bitPattern)
            }
            let text =
                "\(UInt32.random(in: 0...9999, using: &generator)).\(UInt64.random(in: 0...99_999_999_999, using: &generator))"
            #expect(try JSONCodec().decode(Double.self, from: text) == Double(text))
            #expect(try JSONCodec().decode(Float.self, from: text) == Float(text))
        }
    }

    @Test func `doubles are written as Foundation writes them`() throws {
        let encoder = JSONEncoder()
        var generator = SeededGenerator(seed: 3)
        var values = [
            0.0001, 0.0002, 0.001, 0.01, 0.1, -0.5, 0.00001, 0.00012, 999_999_999.9999, 1e9 + 0.5, 1e-5, 123.4567,
        ]
        for _ in 0..<3000 {
            let digits = Double(Int64.random(in: -99_999_999_999...99_999_999_999, using: &generator))
            let scale = [1.0, 10, 100, 1000, 10_000, 100_000, 3][Int.random(in: 0..<7, using: &generator)]
            values.append(digits / scale)
            values.append((digits / scale).nextUp)
        }
        for value in values {
            #expect(try JSONCodec().encode(value) == Array(encoder.encode(value)))
        }
    }

    @Test(arguments: ["1e400", "-1e309", "1e-400", "123e-500"])
    func `numbers out of range are refused`(_ json: String) {
        #expect(
            failure(Double.self, from: json)?.reason
                == "expected a number within the range of Double, found \(json) at byte 0"
        )
    }

    @Test func `a huge number is cut off in the error`() {
        let json = String(repeating: "9", count: 5000)
        let reason = failure(Double.self, from: json)?.reason
        #expect(reason == "expected a number within the range of Double, found \(json.prefix(40))… at byte 0")
    }
}

extension String {
    fileprivate var dropLeadingZeros: String { String(drop { $0 == "0" }) }
}
