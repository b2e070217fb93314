import MartletDiscovery
import MartletTesting
import Testing

@Suite struct RegistryValueTests {
    private func read(_ text: String, id: String? = nil) -> Instance? {
        Instance(registryValue: Array(text.utf8), id: id)
    }

    @Test func whatIsWritten() throws {
        let bare = Instance(host: "10.0.0.5", port: 80)
        #expect(try String(decoding: bare.registryValue(), as: UTF8.self) == #"{"host":"10.0.0.5","port":80}"#)
        let full = Instance(
            host: "::1",
            port: 80,
            id: "a",
            tags: ["z", "b"],
            metadata: ["k": "v"],
            weight: 2,
            priority: 1,
            zone: "eu",
            health: .warning
        )
        let json =
            #"{"health":"warning","host":"::1","id":"a","metadata":{"k":"v"},"port":80,"priority":1,"#
            + #""tags":["b","z"],"weight":2,"zone":"eu"}"#
        #expect(try String(decoding: full.registryValue(), as: UTF8.self) == json)
        #expect(read(json) == full)
        #expect(read(json, id: "other")?.id == "a")
    }

    @Test func idOfTheEntry() {
        #expect(read(#"{"host":"a","port":1}"#, id: "entry") == Instance(host: "a", port: 1, id: "entry"))
        #expect(read("a:1", id: "entry") == Instance(host: "a", port: 1, id: "entry"))
        #expect(read("a:1")?.id == "a:1")
    }

    @Test(
        arguments: [
            ("1.2.3.4:8080", "1.2.3.4:8080"), ("http://1.2.3.4:8080", "1.2.3.4:8080"), ("http://shop", "shop:80"),
            ("https://shop/x?y#z", "shop:443"), (" a:1\n", "a:1"), ("http://[::1]:9/", "[::1]:9"), ("a:1/path", "a:1"),
        ]
    )
    func whatOthersHaveWritten(text: String, address: String) {
        #expect(read(text)?.address == address)
    }

    @Test(
        arguments: [
            "", " ", "{", "{}", "[]", "null", "shop", "http://", "ftp://a", #"{"host":"a"}"#,
            #"{"host":"a","port":70000}"#,
            #"{"host":"a b","port":1}"#, #"{"host":"","port":1}"#, #"{"host":"a","port":"1"}"#, "user@a:1x",
        ]
    )
    func nonsense(text: String) {
        #expect(read(text) == nil)
    }

    @Test func boundsAndBytes() {
        #expect(Instance(registryValue: [0xFF, 0xFE]) == nil)
        #expect(Instance(registryValue: Array(repeating: UInt8(ascii: " "), count: 1 << 20) + Array("a:1".utf8)) == nil)
        #expect(read(#"{"host":"a","port":1,"health":"purple"}"#)?.health == .unknown)
    }

    @Test func randomBytesNeverTrap() {
        var generator = SeededGenerator(seed: 5)
        let alphabet = Array(#"{}[]":,hostpr019.//"#.utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            if let instance = Instance(registryValue: bytes) { #expect(!instance.host.isEmpty) }
        }
    }
}
