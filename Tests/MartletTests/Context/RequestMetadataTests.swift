import Martlet
import MartletTesting
import Testing

@Suite struct RequestMetadataTests {
    @Test func namesIgnoreCaseAndAreKeptInLowerCase() {
        var metadata = RequestMetadata()
        metadata["X-Tenant"] = "blue"
        #expect(metadata["x-tenant"] == "blue")
        #expect(metadata["X-TENANT"] == "blue")
        #expect(metadata.map(\.name) == ["x-tenant"])
        #expect(metadata.values("x-Tenant") == ["blue"])
    }

    @Test func missing() {
        let metadata = RequestMetadata()
        #expect(metadata["x"] == nil)
        #expect(metadata.values("x").isEmpty)
        #expect(metadata.isEmpty)
        #expect(metadata.count == 0)
    }

    @Test func severalValuesInOrder() {
        var metadata = RequestMetadata()
        metadata.add("Accept", "a")
        metadata.add("other", "b")
        metadata.add("ACCEPT", "c")
        #expect(metadata["accept"] == "a")
        #expect(metadata.values("accept") == ["a", "c"])
        #expect(metadata.map { "\($0.name)=\($0.value)" } == ["accept=a", "other=b", "accept=c"])
    }

    @Test func settingReplacesAllValues() {
        var metadata: RequestMetadata = ["a": "1", "b": "2", "A": "3"]
        metadata["a"] = "4"
        #expect(metadata.values("a") == ["4"])
        #expect(metadata.map(\.name) == ["b", "a"])
    }

    @Test func nilRemovesAllValues() {
        var metadata: RequestMetadata = ["a": "1", "b": "2", "A": "3"]
        metadata["A"] = nil
        #expect(metadata == ["b": "2"])
        metadata["missing"] = nil
        #expect(metadata == ["b": "2"])
    }

    @Test func literalKeepsOrderAndDuplicates() {
        let metadata: RequestMetadata = ["Z": "1", "a": "2", "z": "3"]
        #expect(metadata.map { "\($0.name)=\($0.value)" } == ["z=1", "a=2", "z=3"])
        #expect(metadata[1].value == "2")
    }

    @Test func equalityIsOfEntriesInOrder() {
        #expect(["A": "1"] as RequestMetadata == ["a": "1"])
        #expect(["a": "1", "b": "2"] as RequestMetadata != ["b": "2", "a": "1"])
    }

    /// Random operations against a model that does the same in the plainest way.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func againstAModel(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var metadata = RequestMetadata()
        var model: [(name: String, value: String)] = []
        for step in 0..<200 {
            let name = random.string(of: "abAB", count: 1...2)
            let key = name.lowercased()
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                metadata.add(name, "\(step)")
                model.append((key, "\(step)"))
            case 2:
                metadata[name] = "\(step)"
                model = model.filter { $0.name != key } + [(key, "\(step)")]
            default:
                metadata[name] = nil
                model = model.filter { $0.name != key }
            }
            #expect(metadata.map { "\($0.name)=\($0.value)" } == model.map { "\($0.name)=\($0.value)" })
            #expect(metadata.values(name) == model.filter { $0.name == key }.map(\.value))
            #expect(metadata[name] == model.first { $0.name == key }?.value)
        }
    }
}
