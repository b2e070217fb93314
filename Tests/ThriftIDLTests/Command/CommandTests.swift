import Foundation
import RealServers
import Testing

@Suite("The command martlet-thrift")
struct CommandTests {
    private let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    private let folder: TemporaryFolder
    private let output: String

    init() throws {
        folder = try TemporaryFolder("command")
        output = folder.file("out")
    }

    /// Where the package was built, the command is beside the tests.
    private static let command: String? = {
        var place = URL(filePath: CommandLine.arguments[0])
        while place.path != "/" {
            place.deleteLastPathComponent()
            let command = place.appending(path: "martlet-thrift").path
            if FileManager.default.isExecutableFile(atPath: command) { return command }
        }
        return nil
    }()

    private func run(_ arguments: String...) async throws -> Tool.Result {
        try await Tool.run(Command(try #require(Self.command), arguments))
    }

    /// The files in the folder of the output, hidden ones too.
    private var files: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: output))?.sorted() ?? []
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test("Files are written as they are compiled with the tests, and nothing is said")
    func success() async throws {
        let idl = "\(tests)/IDL"
        let arguments = ["add.thrift", "common/shared.thrift", "sink.thrift"].map { "\(idl)/\($0)" }
        let result = try await run("--access", "public", "--out", output, arguments[0], arguments[1], arguments[2])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.isEmpty)
        let names = ["add", "shared", "sink"].flatMap { ["\($0).thrift.endpoints.swift", "\($0).thrift.swift"] }
        #expect(files == names)
        for name in names { #expect(try text("\(output)/\(name)") == text("\(tests)/Generated/\(name)")) }
    }

    @Test("A file that is right already is not written again: builds look at its time")
    func unchanged() async throws {
        let file = try folder.write("a.thrift", "struct A {}\n")
        #expect(try await run("--out", output, file).code == 0)
        let path = "\(output)/a.thrift.swift"
        let past = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
        #expect(try await run("--out", output, file).code == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == past)
        try folder.write("a.thrift", "struct B {}\n")
        #expect(try await run("--out", output, file).code == 0)
        #expect(try text(path).contains("struct B: "))
    }

    @Test("Services have a file of their own, unless it is not wanted")
    func endpoints() async throws {
        let file = try folder.write("a.thrift", "service A { void b() }\n")
        #expect(try await run("--out", output, "--no-endpoints", file).code == 0)
        #expect(files == ["a.thrift.swift"])
        #expect(try await run("--out", output, file).code == 0)
        #expect(files == ["a.thrift.endpoints.swift", "a.thrift.swift"])
    }

    @Test("What is wrong is told with its place, and nothing is written, not even what is right")
    func mistakes() async throws {
        let right = try folder.write("right.thrift", "struct A {}\n")
        let wrong = try folder.write("wrong.thrift", "struct A {\n  1: i32 a\n  2: i3 b\n}\n")
        let unfinished = try folder.write("unfinished.thrift", "struct A {\n  1: i32\n}\n")
        var result = try await run("--out", output, right, wrong)
        #expect(result.code == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors == "\(wrong):3:6: error: there is no type \"i3\"\n")
        result = try await run("--out", output, unfinished)
        #expect(result.code == 1)
        #expect(result.errors == "\(unfinished):3:1: error: the name of a field was expected, not \"}\"\n")
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("Included files are found beside the file and where -I says, and a missing one is told")
    func includes() async throws {
        let file = try folder.write("a.thrift", "\ninclude \"b.thrift\"\nstruct A { 1: b.B b }\n")
        let missing = try await run("--out", output, file)
        #expect(missing.code == 1)
        #expect(missing.errors == "\(file):2:9: error: there is no file \"b.thrift\" beside this one\n")
        #expect(files.isEmpty)
        try folder.write("elsewhere/b.thrift", "struct B {}\n")
        let found = try await run("--out", output, "-I", folder.file("elsewhere"), file)
        #expect(found.code == 0, "\(found.errors)")
        // What is only included is not written.
        #expect(files == ["a.thrift.swift"])
    }

    @Test("Links are followed; folders and pipes are no files, and are not waited for")
    func links() async throws {
        let file = try folder.write("a.thrift", "struct A {}\n")
        let link = folder.file("link.thrift")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        #expect(try await run("--out", output, link).code == 0)
        #expect(files == ["link.thrift.swift"])
        let pipe = folder.file("pipe.thrift")
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.path, folder.file("missing.thrift")] {
            let result = try await run("--out", output, path)
            #expect(result.code == 1)
            #expect(result.errors == "error: there is no file \(path)\n")
        }
    }

    @Test("A folder or a file that cannot be written is told, and no part of a file is left")
    func unwritable() async throws {
        let file = try folder.write("a.thrift", "struct A {}\n")
        var result = try await run("--out", "\(file)/out", file)
        #expect(result.code == 1)
        #expect(result.errors == "error: the folder \(file)/out cannot be made\n")
        try folder.write("out/a.thrift.swift/stands in the way", "")
        result = try await run("--out", output, file)
        #expect(result.code == 1)
        #expect(result.errors == "error: the file \(output)/a.thrift.swift cannot be written\n")
        #expect(files == ["a.thrift.swift"])
    }

    @Test("How it is used is told to who uses it otherwise")
    func usage() async throws {
        let nothing = try await run()
        #expect(nothing.code == 64)
        #expect(nothing.output.isEmpty)
        #expect(nothing.errors.contains("Missing expected argument '<file> ...'"))
        #expect(nothing.errors.contains("USAGE: martlet-thrift "))
        #expect(try await run("--colour", "a.thrift").code == 64)
        #expect(try await run("--access", "private", "a.thrift").code == 64)
        let help = try await run("--help")
        #expect(help.code == 0)
        #expect(help.output.contains("USAGE: martlet-thrift"))
    }
}
