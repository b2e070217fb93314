import Foundation
import MartletThriftProtocol
import RealServers
import Testing

@Suite("Generated types and Apache's C++", .requires(.cppThrift))
struct ApacheCPPTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

    /// What the C++ of Apache's compiler cannot have: structs inside themselves without a pointer, a typedef of a struct that
    /// comes later, a container without its elements; and what is large and not needed.
    private static let changes: KeyValuePairs = [
        "typedef Tree Wood\n": "",
        "2: Tree left": "2: optional Tree& left",
        "3: optional Wood right": "3: optional Tree& right",
        "6: optional Leaf leaf": "6: optional Leaf& leaf",
        "1: optional Tree tree": "1: optional Tree& tree",
        "2: optional Choice choice": "2: optional Choice& choice",
        "1: Choice other": "1: Choice& other",
        "2: Leaf leaf": "2: Leaf& leaf",
        "map cpp_type \"std::unordered_map\" <": "map<",
        " (cpp.template = \"std::map\")": "",
    ]

    private func run(_ cases: [ApacheCase]) async throws -> [String] {
        let temporary = try TemporaryFolder("thrift-idl")
        var idl = try String(contentsOfFile: "\(folder)/IDL/sink.thrift", encoding: .utf8)
        for (old, new) in Self.changes {
            try #require(idl.contains(old))
            idl = idl.replacing(old, with: new)
        }
        idl = String(idl[..<(try #require(idl.firstRange(of: "const bool YES"))).lowerBound])
        try temporary.write(
            "common/shared.thrift",
            String(contentsOfFile: "\(folder)/IDL/common/shared.thrift", encoding: .utf8)
        )
        let program = try await ThriftProgram.cpp(
            "\(folder)/Peers/apache.cpp",
            idl: temporary.write("sink.thrift", idl)
        )
        let output = try await program.run(cases.map(\.argument))
        let lines = output.split(separator: "\n").map(String.init)
        try #require(lines.count == cases.count, "\(output)")
        return lines
    }

    /// C++ leaves the padding of base64 out, and Python and Go write it.
    private func comparable(_ bytes: [UInt8], _ kind: ThriftProtocolKind) -> [UInt8] {
        kind == .json ? bytes.filter { $0 != UInt8(ascii: "=") } : bytes
    }

    @Test("Each side reads what the other one writes, and writes the same bytes again")
    func same() async throws {
        let cases = try ThriftProtocolKind.allCases.flatMap { kind in
            // C++ refuses ids below zero in JSON.
            try ApacheCase.all(kind).filter { kind != .json || $0.name != "Ids" }
        }
        for (expected, line) in zip(cases, try await run(cases)) {
            let name = "\(expected.kind) \(expected.name)"
            let found = try #require(bytes(hexadecimal: line), "\(name): \(line)")
            #expect(try expected.isSame(found), "\(name): \(line)")
            // 6.02e23 has more digits in C++ than it needs.
            guard expected.kind != .json || expected.name != "Defaults" else { continue }
            #expect(
                comparable(found, expected.kind) == comparable(expected.bytes, expected.kind),
                "\(name): \(String(decoding: found, as: UTF8.self)) \(String(decoding: expected.bytes, as: UTF8.self))"
            )
            #expect(
                try comparable(expected.again(found), expected.kind) == comparable(found, expected.kind),
                "\(name): \(line)"
            )
        }
    }

    @Test("A value of C++ without anything set is one of ours")
    func defaults() async throws {
        let cases = try ThriftProtocolKind.allCases.flatMap { kind in
            [
                try ApacheCase("Scalars", Scalars(), kind, isSent: false),
                try ApacheCase("Maybe", Maybe(), kind, isSent: false),
                try ApacheCase("Containers", Containers(), kind, isSent: false),
                try ApacheCase("Ids", Ids(), kind, isSent: false),
                try ApacheCase("Empty", Empty(), kind, isSent: false),
                try ApacheCase("Broken", Broken(), kind, isSent: false),
                // Apache's compiler for C++ forgets a default value that is a constant of another name.
                try ApacheCase("Defaults", Defaults(table: [:]), kind, isSent: false),
            ]
        }
        for (expected, line) in zip(cases, try await run(cases)) {
            let found = try #require(bytes(hexadecimal: line), "\(expected.name): \(line)")
            #expect(try expected.isSame(found), "\(expected.kind) \(expected.name): \(line)")
        }
    }
}
