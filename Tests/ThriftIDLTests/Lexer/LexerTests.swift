import Testing

@testable import ThriftIDL

@Suite("Tokens of the IDL")
struct LexerTests {
    private func tokens(_ text: String) throws -> [Token.Kind] {
        var lexer = Lexer(path: "a.thrift", bytes: Array(text.utf8))
        var kinds: [Token.Kind] = []
        while true {
            let token = try lexer.next()
            guard token.kind != .end else { return kinds }
            kinds.append(token.kind)
        }
    }

    @Test("names have dots inside")
    func names() throws {
        #expect(try tokens("a _b1 a.b.c_2") == [.identifier("a"), .identifier("_b1"), .identifier("a.b.c_2")])
    }

    @Test(
        "integers",
        arguments: [
            ("0", 0), ("007", 7), ("+5", 5), ("-5", -5), ("0x1F", 31), ("0Xff", nil), ("-0x10", -16),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("0x7FFFFFFFFFFFFFFF", .max),
        ] as [(String, Int64?)]
    )
    func integers(text: String, number: Int64?) throws {
        #expect((try? tokens(text)) == number.map { [.integer($0)] })
    }

    @Test(
        "numbers with a fraction or an exponent",
        arguments: [
            ("1.5", 1.5), (".5", 0.5), ("-.5", -0.5), ("+2.25", 2.25), ("1e3", 1000), ("1E-2", 0.01), ("1.5e+1", 15),
            ("6.02e23", 6.02e23),
        ] as [(String, Double)]
    )
    func doubles(text: String, number: Double) throws {
        #expect(try tokens(text) == [.double(number)])
    }

    @Test("texts in both kinds of quotes, with escapes")
    func texts() throws {
        #expect(try tokens(#""a'b\"\\\n\t\r\'é" 'c"d'"#) == [.string("a'b\"\\\n\t\r'é"), .string("c\"d")])
    }

    @Test("comments of three kinds are skipped")
    func comments() throws {
        #expect(
            try tokens("a # b\nc // d\r\ne /* f\n * g */ h /**/ i /***/ j") == "acehij".map { .identifier("\($0)") }
        )
    }

    @Test("a mark of the byte order is skipped")
    func byteOrderMark() throws {
        #expect(try tokens("\u{FEFF}a") == [.identifier("a")])
    }

    @Test("the last documentation comment belongs to what follows, without its margin")
    func documentation() throws {
        let text = """
            /** not this one */
            /**
             * One.
             *
             *   - two **/
            name /* nothing */ other /** at the \u{7} end */ last
            """
        var lexer = Lexer(path: "a.thrift", bytes: Array(text.utf8))
        #expect(try lexer.next().documentation == ["One.", "", "  - two"])
        #expect(try lexer.next().documentation == [])
        #expect(try lexer.next().documentation == ["at the  end"])
    }

    @Test("places count lines, and characters rather than bytes")
    func places() throws {
        var lexer = Lexer(path: "b/a.thrift", bytes: Array("a\n 'é€' b".utf8))
        _ = try lexer.next()
        _ = try lexer.next()
        #expect(try lexer.next().location.description == "b/a.thrift:2:7")
    }
}
