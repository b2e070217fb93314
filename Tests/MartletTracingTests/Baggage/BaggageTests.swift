import MartletTesting
import MartletTracing
import Testing
import Tracing

/// The rules of W3C Baggage.
@Suite struct BaggageTests {
    private let propagator = W3CBaggagePropagator()

    private func read(_ header: String) -> [String] {
        Baggage(headerValue: header).entries.map {
            "\($0.key)=\($0.value)" + ($0.properties.isEmpty ? "" : ";\($0.properties)")
        }
    }

    @Test(arguments: [
        ("a=1", ["a=1"]), ("a=1,b=2", ["a=1", "b=2"]), (" a = 1 ,\tb=2 ", ["a=1", "b=2"]), ("a=", ["a="]),
        ("a=1;p1;p2=x", ["a=1;p1;p2=x"]), ("a=1 ; p = x ", ["a=1;p = x"]), ("a=b=c", ["a=b=c"]),
        ("a=%20%C3%A4", ["a= ä"]),
        ("a=%2", ["a=%2"]), ("a=%zz", ["a=%zz"]), ("a=%ff", ["a=\u{FFFD}"]), ("", []), (",,", []), ("a", []),
        ("=1", []),
        ("a b=1", []), ("ä=1", []), ("a=\"1\"", []), ("a=1 2", []), ("a=1\\2", []), ("a=ä", []), ("bad,b=2", ["b=2"]),
        ("a=1,a=2", ["a=2"]), ("a=1,b=2,a=3", ["a=3", "b=2"]), ("!#$%&'*+-.^_`|~=1", ["!#$%&'*+-.^_`|~=1"]),
    ])
    func isRead(header: String, entries: [String]) {
        #expect(read(header) == entries)
    }

    @Test func isWritten() {
        var baggage = Baggage(headerValue: "kept=1;ttl=3")
        baggage["text"] = "a b,c;d\\e\"f%ä"
        baggage["plain"] = "x!#$&'()*+-./:<=>?@[]^_`{|}~"
        #expect(
            baggage.headerValue
                == "kept=1;ttl=3,text=a%20b%2Cc%3Bd%5Ce%22f%25%C3%A4,plain=x!#$&'()*+-./:<=>?@[]^_`{|}~"
        )
    }

    @Test(arguments: 1...100)
    func everyTextComesBack(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var baggage = Baggage()
        for index in 0..<5 { baggage["key\(index)"] = random.string(of: "ab%=,; \"\\ä😀\u{0}\n\u{7F}", count: 0...20) }
        #expect(Baggage(headerValue: baggage.headerValue) == baggage, "seed \(seed)")
    }

    @Test func keysAreTokens() {
        var baggage = Baggage()
        for key in ["", "a b", "a=b", "a,b", "ä", "a\"b", "(a)"] { baggage[key] = "1" }
        #expect(baggage.isEmpty)
        baggage["a"] = "1"
        baggage["a"] = nil
        #expect(baggage.isEmpty)
    }

    @Test func thereAre180EntriesAtMost() {
        let header = (0..<1_000).map { "k\($0)=1" }.joined(separator: ",")
        #expect(Baggage(headerValue: header).entries.count == 180)
        var baggage = Baggage(headerValue: header)
        baggage["more"] = "1"
        #expect(baggage["more"] == nil)
        baggage["k0"] = "2"
        #expect(baggage["k0"] == "2")
    }

    @Test func itHas8192BytesAtMost() {
        let entry = "=" + "v".repeated(1_000)
        let header = (0..<10).map { "k\($0)" + entry }.joined(separator: ",")
        #expect(Baggage(headerValue: header).entries.count == 8)
        let exact = "k=" + "v".repeated(8_190)
        #expect(Baggage(headerValue: exact).entries.count == 1)
        #expect(Baggage(headerValue: exact + "v").entries.isEmpty)
        var baggage = Baggage()
        baggage["large"] = "v".repeated(9_000)
        baggage["small"] = "1"
        #expect(baggage.headerValue == "small=1", "an entry that is too long is left out alone")
        baggage["small"] = nil
        var context = ServiceContext.topLevel
        context.baggage = baggage
        #expect(propagator.fields(of: context).isEmpty)
    }

    @Test func travels() {
        var context = ServiceContext.topLevel
        #expect(context.baggage.isEmpty)
        #expect(propagator.fields(of: context).isEmpty)
        context.baggage["tenant"] = "acme"
        let fields = propagator.fields(of: context)
        #expect(fields == ["baggage": "tenant=acme"])
        #expect(propagator.context(of: fields).baggage["tenant"] == "acme")
        #expect(propagator.context(of: ["baggage": "bad"]).isEmpty)
        context.baggage = Baggage()
        #expect(context.isEmpty)
    }

    /// What comes after the last member that is read must not go on as one with commas in it.
    @Test func whatIsLeftOutIsNotPassedOn() {
        let malformed = String(repeating: "=,", count: Baggage.maximumCount)
        #expect(Baggage(headerValue: malformed + "k=v;p,x=1,y=2").headerValue == "")
    }
}
