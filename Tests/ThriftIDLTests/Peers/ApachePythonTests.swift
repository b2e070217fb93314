import Foundation
import MartletThriftProtocol
import RealServers
import Testing

@Suite("Generated types and Apache's Python", .requires(.pythonThrift))
struct ApachePythonTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

    @Test("Python reads each value, and writes the same bytes again", arguments: ThriftProtocolKind.allCases)
    func same(kind: ThriftProtocolKind) async throws {
        let cases = try ApacheCase.all(kind)
        let program = try await ThriftProgram.python("\(folder)/Peers/apache.py", idl: "\(folder)/IDL/sink.thrift")
        let output = try await program.run(cases.map(\.argument))
        let lines = output.split(separator: "\n").map(String.init)
        try #require(lines.count == cases.count, "\(output)")
        for (expected, line) in zip(cases, lines) {
            let found = try #require(bytes(hexadecimal: line), "\(line)")
            // JSON has many texts for a number.
            let isSame = kind == .json ? try expected.isSame(found) : found == expected.bytes
            #expect(isSame, "\(expected.name): \(line) for \(hexadecimal(expected.bytes))")
        }
    }
}
