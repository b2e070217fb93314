import Foundation
import MartletJSON
import Testing

/// Every option, against the strategy of Foundation that it stands for.
@Suite struct FormatTests {
    private static let date = Date(timeIntervalSince1970: 1_234_567_890)
    private static let early = Date(timeIntervalSince1970: -0.5)

    @Test(arguments: [
        (
            JSONCodec.DateFormat.deferredToDate, JSONEncoder.DateEncodingStrategy.deferredToDate,
            JSONDecoder.DateDecodingStrategy.deferredToDate
        ),
        (.secondsSince1970, .secondsSince1970, .secondsSince1970),
        (.millisecondsSince1970, .millisecondsSince1970, .millisecondsSince1970),
        (.iso8601, .iso8601, .iso8601),
    ])
    func `dates`(
        _ format: JSONCodec.DateFormat,
        _ encoding: JSONEncoder.DateEncodingStrategy,
        _ decoding: JSONDecoder.DateDecodingStrategy
    ) throws {
        let value = ["a": [FormatTests.date], "b": [FormatTests.early, nil]] as [String: [Date?]]
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = encoding
        encoder.outputFormatting = .sortedKeys
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = decoding
        let document = String(decoding: try encoder.encode(value), as: UTF8.self)
        let codec = JSONCodec(dates: format, output: .sortedKeys)
        #expect(try codec.text(value) == document)
        let theirs = try decoder.decode([String: [Date?]].self, from: Data(document.utf8))
        #expect(try codec.decode([String: [Date?]].self, from: document) == theirs)
    }

    @Test func `a date that isn't one`() {
        let codec = JSONCodec(dates: .iso8601)
        #expect(
            failure([Date].self, from: #"["yesterday"]"#, with: codec)?.description
                == "[0]: expected a date like \"2001-01-01T00:00:00Z\" at byte 1"
        )
        #expect(
            failure([Date].self, from: "[5]", with: codec)?.description
                == "[0]: expected a date like \"2001-01-01T00:00:00Z\", found a number at byte 1"
        )
    }

    @Test(arguments: ["2001-01-01T00:00:00Z", "2001-01-01T02:00:00+02:00", "2000-12-31T22:00:00-0200"])
    func `dates with a time zone`(_ text: String) throws {
        #expect(
            try JSONCodec(dates: .iso8601).decode(Date.self, from: "\"\(text)\"")
                == Date(timeIntervalSinceReferenceDate: 0)
        )
    }

    @Test(arguments: [
        "2001-01-01T00:00:00Zx", "2001-01-01T00:00:00Z ", "2001-01-01T00:00:00+02:00Z", "2001-01-01T00:00:00", "",
    ])
    func `dates with something behind the time zone, or without one`(_ text: String) {
        #expect(failure(Date.self, from: "\"\(text)\"", with: JSONCodec(dates: .iso8601)) != nil)
    }

    @Test func `custom dates and data`() throws {
        let codec = JSONCodec(
            dates: .custom(
                encode: { date, encoder in
                    var container = encoder.container(keyedBy: Letter.self)
                    try container.encode(date.timeIntervalSince1970, forKey: .a)
                },
                decode: { decoder in
                    Date(
                        timeIntervalSince1970: try decoder.container(keyedBy: Letter.self).decode(
                            Double.self,
                            forKey: .a
                        )
                    )
                }
            ),
            data: .custom(
                encode: { data, encoder in try data.count.encode(to: encoder) },
                decode: { decoder in Data(count: try Int(from: decoder)) }
            )
        )
        let text = try codec.text([FormatTests.date])
        #expect(text == #"[{"a":1234567890}]"#)
        #expect(try codec.decode([Date].self, from: text) == [FormatTests.date])
        #expect(try codec.text([Data([1, 2])]) == "[2]")
        #expect(try codec.decode([Data].self, from: "[3]") == [Data(count: 3)])
        #expect(
            try JSONCodec(dates: .custom(encode: { _, _ in }, decode: { _ in Date() })).text([FormatTests.date])
                == "[{}]"
        )
    }

    @Test func `data`() throws {
        let value = ["a": Data([0, 250, 255])]
        #expect(try JSONCodec().text(value) == #"{"a":"APr/"}"#)
        #expect(try JSONCodec(data: .deferredToData).text(value) == #"{"a":[0,250,255]}"#)
        #expect(try JSONCodec(data: .deferredToData).decode([String: Data].self, from: #"{"a":[0,250,255]}"#) == value)
        #expect(failure(Data.self, from: #""A""#)?.reason == "expected Base64 at byte 0")
        #expect(failure(Data.self, from: #""AQ I=""#) != nil)
    }

    @Test func `urls and decimals that aren't any`() {
        #expect(failure(URL.self, from: #""""#)?.reason == "expected a URL at byte 0")
        #expect(
            failure(Decimal.self, from: "1e500")?.reason == "expected a number within the range of Decimal at byte 0"
        )
        #expect(failure(Decimal.self, from: #""1""#)?.reason == "expected a number, found a string at byte 0")
        #expect(throws: EncodingError.self) { try JSONCodec().encode([Decimal.nan]) }
    }

    @Test func `non-finite numbers`() throws {
        let format = JSONCodec.NonFiniteFloats.strings(positiveInfinity: "+inf", negativeInfinity: "-inf", nan: "nan")
        let codec = JSONCodec(nonFiniteFloats: format)
        let text = try codec.text([1, .infinity, -.infinity, .nan] as [Double])
        #expect(text == #"[1,"+inf","-inf","nan"]"#)
        let back = try codec.decode([Float].self, from: text)
        #expect(back[1] == .infinity && back[2] == -.infinity && back[3].isNaN)
        #expect(
            failure([Double].self, from: #"["inf"]"#, with: codec)?.description
                == "[0]: expected a number, found a string at byte 1"
        )
        #expect(
            failure([Double].self, from: #"["+inf"]"#)?.description
                == "[0]: expected a number, found a string at byte 1"
        )
    }

    @Test func `an encoder that fails says where`() {
        struct Deep: Encodable {
            var a = ["x": [1, Double.nan]]
        }
        do {
            _ = try JSONCodec().encode([Deep()])
            Issue.record("not thrown")
        } catch EncodingError.invalidValue(let value, let context) {
            #expect((value as? Double)?.isNaN == true)
            #expect(context.codingPath.map(\.stringValue) == ["Index 0", "a", "x", "Index 1"])
            #expect(context.debugDescription == "nan is no number in JSON")
        } catch {
            Issue.record(error)
        }
    }

    @Test func `escapes`() throws {
        let text = "</script>&\u{2028}\u{2029}é/"
        #expect(try JSONCodec().text(text) == "\"</script>&\u{2028}\u{2029}é/\"")
        #expect(try JSONCodec(output: .escapesSlashes).text(text) == "\"<\\/script>&\u{2028}\u{2029}é\\/\"")
        #expect(
            try JSONCodec(output: .escapesHTML).text([text: text])
                == #"{"\u003c/script\u003e\u0026\u2028\u2029é/":"\u003c/script\u003e\u0026\u2028\u2029é/"}"#
        )
        #expect(try JSONCodec(output: .escapesHTML).text("\u{A8}\u{E2A8}a\"\n") == "\"\u{A8}\u{E2A8}a\\\"\\n\"")
    }

    @Test func `every byte is escaped as Foundation does it, at every place of a word`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) {
            for length in [0, 1, 3, 7, 8, 9, 15, 17] {
                let text =
                    String(repeating: "x", count: length) + String(Character(scalar))
                    + String(repeating: "y", count: length / 2)
                let ours = try JSONCodec().encode(text)
                #expect(ours == Array(try encoder.encode(text)))
                #expect(try JSONCodec().decode(String.self, from: ours).utf8.elementsEqual(text.utf8))
            }
        }
    }

    @Test func `options can be changed and don't leak into copies`() throws {
        var codec = JSONCodec()
        let copy = codec
        codec.output = .sortedKeys
        codec.keys = .snakeCase
        codec.dates = .iso8601
        codec.data = .deferredToData
        codec.nonFiniteFloats = .strings(positiveInfinity: "i", negativeInfinity: "n", nan: "x")
        codec.limits = .init(depth: 3)
        codec.userInfo = [userInfoKey("k"): 1]
        #expect(copy.output == [] && codec.output == .sortedKeys)
        #expect(copy.limits.depth == 128 && codec.limits.depth == 3)
        #expect(copy.userInfo.isEmpty && codec.userInfo.count == 1)
        #expect(copy.nonFiniteFloats == .refused && codec.nonFiniteFloats != .refused)
        #expect(try codec.text(IntKeyed(first: 1, second: "")) == #"{"first":1,"second":""}"#)
        #expect(try codec.text(FormatTests.date) == "\"2009-02-13T23:31:30Z\"")
        #expect(try copy.text(Double(1)) == "1")
    }
}
