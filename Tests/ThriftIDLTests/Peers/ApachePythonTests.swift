import Foundation
import MartletThriftProtocol
import RealServers
import Testing

@Suite("Generated types and Apache's Python", .requires(.pythonThrift))
struct ApachePythonTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

    /// A value on its way to Python, and what is expected of what comes back.
    private struct Case: Sendable {
        let name: String
        let bytes: [UInt8]
        let isSame: @Sendable ([UInt8]) throws -> Bool

        init<Value: ThriftValue & Equatable>(_ name: String, _ value: Value, _ kind: ThriftProtocolKind) throws {
            let bytes = try kind.encode(value)
            self.name = name
            self.bytes = bytes
            // JSON has many texts for a number: Python writes 3 for 3.0.
            isSame = { kind == .json ? try kind.decode(Value.self, from: $0) == value : $0 == bytes }
        }
    }

    private func cases(_ kind: ThriftProtocolKind) throws -> [Case] {
        [
            try Case("Scalars", Sinks.scalars, kind), try Case("Scalars", Scalars(), kind),
            try Case("Needed", Sinks.needed, kind), try Case("Maybe", Sinks.maybe, kind),
            try Case("Maybe", Maybe(), kind), try Case("Containers", Sinks.containers, kind),
            try Case("Containers", Containers(), kind), try Case("Tree", Sinks.tree, kind),
            try Case("Ids", Sinks.ids, kind), try Case("Empty", Empty(), kind), try Case("Odd", Sinks.odd, kind),
            try Case("Broken", Sinks.broken, kind), try Case("Shape", Shape.parts([.side(4), .color(.blue)]), kind),
            try Case("Defaults", Defaults(words: ["one"], counts: ["two": 2]), kind),
        ]
    }

    @Test("Python reads each value, and writes the same bytes again", arguments: ThriftProtocolKind.allCases)
    func bytes(kind: ThriftProtocolKind) async throws {
        let cases = try cases(kind)
        let program = try await ThriftProgram.python("\(folder)/Peers/apache.py", idl: "\(folder)/IDL/sink.thrift")
        let output = try await program.run(cases.map { "\($0.name):\(kind.rawValue):\(hexadecimal($0.bytes))" })
        let lines = output.split(separator: "\n").map(String.init)
        try #require(lines.count == cases.count, "\(output)")
        for (expected, line) in zip(cases, lines) {
            let bytes = try #require(self.bytes(line), "\(line)")
            #expect(try expected.isSame(bytes), "\(expected.name): \(line) for \(hexadecimal(expected.bytes))")
        }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    private func bytes(_ hexadecimal: String) -> [UInt8]? {
        let digits = Array(hexadecimal)
        guard digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        return bytes.contains(nil) ? nil : bytes.compactMap { $0 }
    }
}
