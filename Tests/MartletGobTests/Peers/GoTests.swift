import Foundation
import MartletGob
import RealServers
import Testing

private let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Go/gobbytes.go").path

@Suite("Go's encoding/gob", .requires(.go))
struct GoTests {
    @Test("Go reads what we write as it reads its own")
    func written() async throws {
        let go = try await GoProgram(source)
        try await check(go, "point", [Point(x: 22, y: 33), Point(x: 0, y: -1)])
        try await check(go, "int", [0, 17, -129])
        try await check(go, "bytes", [[1, 2, 250] as [UInt8]])
        try await check(go, "complex", [GobComplex(1, 2)])
        try await check(go, "array", [try #require(GobArray<3, Int>([1, 0, 3]))])
        try await check(go, "nested", [["a": [Point(x: 1, y: 2)]]])
        try await check(go, "node", [Node(name: "a", children: [Node(name: "b", children: [])])], isOfGo: false)
        try await check(go, "time", [GobTime(seconds: 1_700_000_000, nanoseconds: 5)])
        try await check(go, "zone", [GobTime(seconds: 1_700_000_000, nanoseconds: 5, offset: -3601)])
        try await check(go, "release", [Release(version: Version(1, 2), level: Level("beta"))])
        try await check(go, "everything", [Everything.full, Everything(), Everything.full])
        try await check(go, "interfaces", [Nested(inner: GobInterface(Nested(inner: GobInterface(Circle(radius: 2)))))])
        // Into a struct that has only one of the fields.
        try await check(go, "wide", [Wide(a: 1, b: 2, c: 3)])
    }

    @Test(
        "We read what Go writes, and Go reads it back as it was",
        arguments: ["everything", "shaped", "interfaces", "release"]
    )
    func read(name: String) async throws {
        let go = try await GoProgram(source)
        let stream = try await go.run([name])
        let decoder = GobDecoder(types: types)
        decoder.append(bytes(stream))
        let encoder = GobEncoder(types: types)
        var again: [UInt8] = []
        func copy<Value: Codable>(_ type: Value.Type) throws {
            while let value = try decoder.next(type) { again += try encoder.encode(value) }
        }
        switch name {
        case "everything": try copy(Everything.self)
        case "shaped": try copy(Shaped.self)
        case "interfaces": try copy(Nested.self)
        default: try copy(Release.self)
        }
        let original = try await go.run(["read", name], input: stream)
        #expect(try await go.run(["read", name], input: hex(again)) == original)
        #expect(original.count > 10)
    }

    /// Checks that Go prints the same for our stream as for its own.
    private func check<Value: Encodable>(
        _ go: GoProgram,
        _ name: String,
        _ values: [Value],
        isOfGo: Bool = true
    ) async throws {
        let encoder = GobEncoder(types: types)
        let stream = try values.flatMap { try encoder.encode($0) }
        let ours = try await go.run(["read", name], input: hex(stream))
        guard isOfGo else { return #expect(ours == "{Name:a Children:[{Name:b Children:[]}]}\n") }
        let theirs = try await go.run(["read", name], input: go.run([name]))
        #expect(ours == theirs)
    }
}
