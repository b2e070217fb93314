import MartletTesting
import Testing

@testable import MartletHTTP

@Suite("Query parameters")
struct QueryParametersTests {
    /// The cases of https://url.spec.whatwg.org/#urlencoded-parsing.
    @Test(
        "are split and decoded as the WHATWG URL standard says",
        arguments: [
            ("", []),
            ("a=b", ["a=b"]),
            ("a", ["a="]),
            ("a=", ["a="]),
            ("=b", ["=b"]),
            ("=", ["="]),
            ("a=b&c=d", ["a=b", "c=d"]),
            ("a=b&a=c&a", ["a=b", "a=c", "a="]),
            ("&&a=b&&&c&", ["a=b", "c="]),
            ("&", []),
            ("a=b=c", ["a=b=c"]),
            ("a==", ["a=="]),
            ("a+b=c+d", ["a b=c d"]),
            ("a%20b=c%2Bd", ["a b=c+d"]),
            ("%61=%26%3D", ["a=&="]),
            ("%3d=x", ["==x"]),
            ("caf%C3%A9=%e2%82%ac", ["café=€"]),
            // Invalid escapes stand for themselves.
            ("a=%", ["a=%"]),
            ("a=%4", ["a=%4"]),
            ("a=%zz", ["a=%zz"]),
            ("a=%%41", ["a=%A"]),
            ("a=%4&1=b", ["a=%4", "1=b"]),
            ("a%=41", ["a%=41"]),
            // What isn't UTF-8 is replaced.
            ("a=%FF", ["a=\u{FFFD}"]),
            ("a=%C3&b=%A9", ["a=\u{FFFD}", "b=\u{FFFD}"]),
            // Not a separator any more.
            ("a=b;c=d", ["a=b;c=d"]),
            ("a=1?b=2/#", ["a=1?b=2/#"]),
            ("a=%00", ["a=\0"]),
        ]
    )
    func parsing(_ query: String, _ expected: [String]) {
        #expect(QueryParameters(query).map { "\($0.name)=\($0.value)" } == expected)
        #expect(QueryParameters(query.utf8Span.span.bytes).map { "\($0.name)=\($0.value)" } == expected)
        #expect(QueryParameters(query).isEmpty == expected.isEmpty)
        #expect(QueryParameters(query).description == query)
    }

    @Test("are found by name")
    func lookup() {
        let query = QueryParameters("tag=a&page=2&tag=b&empty&%74ag=c&=none&full+name=x")
        #expect(query["tag"] == "a")
        #expect(query.values("tag") == ["a", "b", "c"])
        #expect(query["page"] == "2")
        #expect(query["empty"] == "")
        #expect(query[""] == "none")
        #expect(query["full name"] == "x")
        #expect(query["full+name"] == nil)
        #expect(query["Tag"] == nil)
        #expect(query["ta"] == nil)
        #expect(query.values("other") == [])
    }

    @Test("have names that are compared byte for byte")
    func names() {
        let query = QueryParameters("e%CC%81=decomposed&%C3%A9=composed&%FF=other")
        #expect(query["\u{E9}"] == "composed")
        #expect(query["e\u{301}"] == "decomposed")
        #expect(query["\u{FFFD}"] == "other")
    }

    @Test("can be built")
    func building() {
        var query = QueryParameters()
        #expect(query.isEmpty)
        #expect(query.description == "")
        query.append("q", "a b&c=d+e%")
        query.append("tag", "é")
        query.append("tag", "")
        query.append("", "x")
        #expect(query.description == "q=a%20b%26c%3Dd%2Be%25&tag=%C3%A9&tag=&=x")
        #expect(query["q"] == "a b&c=d+e%")
        #expect(query.values("tag") == ["é", ""])
        #expect(query[""] == "x")
    }

    @Test("come back as they were built", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab&=+%;#/? é\u{301}🐦\0")
        func text() -> String {
            String((0..<Int.random(in: 0...6, using: &random)).map { _ in random.element(of: alphabet) })
        }
        for _ in 0..<30 {
            let pairs = (0..<Int.random(in: 0...5, using: &random)).map { _ in (text(), text()) }
            var query = QueryParameters()
            for (name, value) in pairs { query.append(name, value) }
            #expect(query.map { "\($0.name)|\($0.value)" } == pairs.map { "\($0)|\($1)" })
            for (name, _) in pairs {
                #expect(query.values(name).count == pairs.count { $0.0.utf8.elementsEqual(name.utf8) })
            }
        }
    }

    @Test(
        "of hostile queries end",
        arguments: [
            String(repeating: "&", count: 8192), String(repeating: "%", count: 8192),
            String(repeating: "=", count: 8192),
            String(repeating: "a&", count: 4096), String(repeating: "+", count: 8192),
            String(repeating: "%FF", count: 2730),
        ]
    )
    func hostile(_ text: String) {
        let query = QueryParameters(text)
        #expect(query["name"] == nil)
        #expect(query.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } <= 3 * text.utf8.count)
    }
}
