import MartletDNSMessage
import MartletTesting
import Testing

@Suite
struct DNSNameTests {
    @Test("names are the same with and without the dot at the end, and in any case")
    func equality() throws {
        #expect(try name("_Web._tcp.SVC.test.") == name("_web._tcp.svc.test"))
        #expect(try Set([name("A.test"), name("a.TEST"), name("b.test")]).count == 2)
        #expect(try !name("A.test").isIdentical(to: name("a.test")))
        #expect(try name("a.test") != name("a.tesu"))
        #expect(try name("ab.test") != name("a.b.test"))
        #expect(DNSName(".") == .root)
    }

    @Test("what is no name", arguments: ["", "..", "a..b", ".a", "a b", "a\\b", "é.test", "a\u{0}b"])
    func refused(_ text: String) {
        #expect(DNSName(text) == nil)
    }

    @Test("labels have up to 63 bytes, and all together up to 254")
    func limits() throws {
        let label = String(repeating: "a", count: 63)
        #expect(DNSName(label) != nil)
        #expect(DNSName(label + "a") == nil)
        let three = "\(label).\(label).\(label)."
        #expect(DNSName(three + String(repeating: "a", count: 61)) != nil)
        #expect(DNSName(three + String(repeating: "a", count: 62)) == nil)
    }

    @Test("a host is plain, in lower case and without the dot")
    func host() throws {
        #expect(try name("A-1_b.Svc.test.").host == "a-1_b.svc.test")
        #expect(DNSName.root.host == nil)
        #expect(try name("a/b.test").host == nil)
        #expect(try name("a:1.test").host == nil)
        #expect(try name("a@b.test").description == "a@b.test")
    }

    @Test("mixed letters are the same name")
    func mixing() throws {
        var generator = SeededGenerator(seed: 1)
        let name = try name("_web._tcp.svc1.test")
        let mixed = name.mixingCase(using: &generator)
        #expect(mixed == name)
        #expect(!mixed.isIdentical(to: name))
    }

    @Test("addresses are written as RFC 5952 wants them")
    func addresses() {
        #expect(DNSAddress(10, 0, 0, 5).description == "10.0.0.5")
        #expect(DNSAddress(groups: [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]).description == "2001:db8::1")
        #expect(DNSAddress(groups: []).description == "::")
        #expect(DNSAddress(groups: [0, 0, 0, 0, 0, 0, 0, 1]).description == "::1")
        #expect(DNSAddress(groups: [1]).description == "1::")
        #expect(DNSAddress(groups: [1, 0, 0, 2, 0, 0, 0, 3]).description == "1:0:0:2::3")
        #expect(DNSAddress(groups: [1, 0, 2, 3, 4, 5, 6, 7]).description == "1:0:2:3:4:5:6:7")
        #expect(DNSAddress([1, 2, 3]) == nil)
    }
}
