import ThriftIDL

/// Files of the IDL in memory, or of the tests.
struct Compiling {
    /// The files by their paths.
    var files: [String: String]
    var searchPaths: [String] = []
    var limits = IDLLimits()

    /// One file.
    init(_ text: String) {
        files = ["a.thrift": text]
    }

    /// Several files, of which `a.thrift` is compiled.
    init(_ files: [String: String]) {
        self.files = files
    }

    /// The generated files by name.
    func output(_ roots: [String] = ["a.thrift"], access: SwiftOptions.Access = .public) throws -> [String: String] {
        var loader = ProgramLoader(searchPaths: searchPaths, limits: limits) { files[$0].map { Array($0.utf8) } }
        let program = try loader.load(roots)
        var output: [String: String] = [:]
        for root in program.roots {
            let file = program.files[root]
            let name = FilePath.fileName(of: file.path)
            var generator = SwiftGenerator(program, file: root, SwiftOptions(access: access))
            output["\(name).swift"] = generator.types()
            if file.hasServices { output["\(name).endpoints.swift"] = generator.endpoints() }
        }
        return output
    }

    /// What is wrong, if anything.
    func error() -> String? {
        do {
            _ = try output()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
