import Foundation
import Testing
import ThriftIDL

@Suite("The compiler of the IDL: the generated files of the tests")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    private static func idl() throws -> Compiling {
        var files: [String: String] = [:]
        for name in ["add.thrift", "sink.thrift", "common/shared.thrift"] {
            let url = folder.appending(path: "IDL").appending(path: name)
            files["IDL/\(name)"] = try String(contentsOf: url, encoding: .utf8)
        }
        var compiling = Compiling(files)
        compiling.searchPaths = ["IDL/common"]
        return compiling
    }

    @Test("generating again gives the same text, which this target compiles")
    func golden() throws {
        let roots = ["IDL/add.thrift", "IDL/sink.thrift", "IDL/common/shared.thrift"]
        let output = try Self.idl().output(roots)
        let generated = Self.folder.appending(path: "Generated")
        let names = try FileManager.default.contentsOfDirectory(atPath: generated.path).sorted()
        #expect(output.keys.sorted() == names)
        for name in names {
            let expected = try String(contentsOf: generated.appending(path: name), encoding: .utf8)
            #expect(output[name] == expected, "\(name)")
        }
    }

    @Test("files that were cut or changed are refused or compiled, and nothing else")
    func mutations() throws {
        var compiling = try Self.idl()
        let path = "IDL/sink.thrift"
        let text = Array(try #require(compiling.files[path]).utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[.random(in: 0..<bytes.count)] = .random(in: 0x20..<0x7F, using: &generator)
            }
            let cut = bytes.prefix(.random(in: 0...bytes.count, using: &generator))
            for changed in [bytes[...], cut] {
                compiling.files[path] = String(decoding: changed, as: UTF8.self)
                do {
                    #expect(try !compiling.output([path]).isEmpty)
                } catch let error as IDLError {
                    #expect(!error.message.isEmpty)
                }
            }
        }
    }
}
