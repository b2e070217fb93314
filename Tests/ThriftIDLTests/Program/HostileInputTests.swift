import Foundation
import MartletTesting
import Testing

@testable import ThriftIDL

@Suite("The compiler and files that are broken")
struct HostileInputTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "IDL")

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// Compiles a file, and expects an error with a place, or Swift.
    private func compile(_ bytes: [UInt8], beside shared: [UInt8]) {
        do throws(IDLError) {
            var loader = ProgramLoader { path in
                switch path {
                case "a.thrift": bytes
                case "common/shared.thrift": shared
                default: nil
                }
            }
            let program = try loader.load(["a.thrift"])
            var generator = SwiftGenerator(program, file: program.roots[0], SwiftOptions())
            #expect(!(generator.types() + generator.endpoints()).isEmpty)
        } catch {
            #expect(error.location != nil)
            #expect(!error.message.isEmpty)
        }
    }

    @Test("Files that were cut anywhere", arguments: ["add.thrift", "common/shared.thrift"])
    func truncated(name: String) throws {
        let (bytes, shared) = (try bytes(name), try bytes("common/shared.thrift"))
        for count in bytes.indices { compile(Array(bytes.prefix(count)), beside: shared) }
    }

    @Test(
        "Files in which bytes or words were changed",
        arguments: ["add.thrift", "common/shared.thrift", "sink.thrift"]
    )
    func mutated(name: String) throws {
        let (original, shared) = (try bytes(name), try bytes("common/shared.thrift"))
        let words = String(decoding: original, as: UTF8.self).split { $0.isWhitespace }.map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let start = Int.random(in: 0..<bytes.count, using: &generator)
                let end = min(bytes.count, start + Int.random(in: 0...8, using: &generator))
                // A byte, a word of the same file, or a part of it again.
                let piece: [UInt8] =
                    switch Int.random(in: 0...2, using: &generator) {
                    case 0: [UInt8.random(in: 0...255, using: &generator)]
                    case 1: words.randomElement(using: &generator) ?? []
                    default: Array(bytes[start...].prefix(60))
                    }
                bytes.replaceSubrange(start..<end, with: piece)
            }
            compile(bytes, beside: shared)
        }
    }

    @Test("What would take long if it were done naively")
    func growth() throws {
        let count = 5_000
        let comment = "/**" + String(repeating: "\n", count: 200_000) + "*/ struct A {}"
        let nested = (0..<count).map { "struct S\($0) { 1: S\($0 + 1) a }" }.joined() + "struct S\(count) { 1: S0 a }"
        let typedefs = (0..<count).map { "typedef list<T\($0 + 1)> T\($0) " }.joined() + "typedef i32 T\(count)"
        let fields = (1...count).map { "\($0): i32 f\($0) = \($0) " }.joined()
        let values = (1...count).map { "'f\($0)': 1" }.joined(separator: ",")
        let structure = "struct A { \(fields) } const A C = {\(values)}"
        let methods = "service P { " + (0..<2_000).map { "void f\($0)() " }.joined() + "}"
        let services = methods + (0..<count).map { "service S\($0) extends P {}" }.joined()
        for text in [comment, nested, typedefs, structure, services] { compile(Array(text.utf8), beside: []) }
    }
}
