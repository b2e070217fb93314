import Testing

@testable import ThriftIDL

/// The definitions of a file.
func parse(_ text: String, limits: IDLLimits = IDLLimits()) throws -> Document {
    var parser = try Parser(path: "a.thrift", bytes: Array(text.utf8), limits: limits)
    return try parser.document()
}

/// A checked program of files, the first of which is compiled; they are in no folder.
func compile(_ files: KeyValuePairs<String, String>, limits: IDLLimits = IDLLimits()) throws -> Program {
    let contents = Dictionary(uniqueKeysWithValues: files.map { ($0.key, $0.value) })
    var loader = ProgramLoader(searchPaths: ["search"], limits: limits) { path in contents[path].map { Array($0.utf8) }
    }
    return try loader.load([files.first?.key ?? ""])
}

/// A checked program of one file.
func compile(_ text: String, limits: IDLLimits = IDLLimits()) throws -> Program {
    try compile(["a.thrift": text], limits: limits)
}

/// The Swift that is made of a file.
func swift(_ text: String, access: SwiftOptions.Access = .internal) throws -> String {
    let program = try compile(text)
    var generator = SwiftGenerator(program, file: program.roots[0], SwiftOptions(access: access))
    return generator.types()
}

/// What the compiler says of a file: the line, the column and the message.
func problem(_ files: KeyValuePairs<String, String>, limits: IDLLimits = IDLLimits()) -> String? {
    do {
        _ = try compile(files, limits: limits)
        return nil
    } catch let error as IDLError {
        return error.description
    } catch {
        return "another error: \(error)"
    }
}

/// What the compiler says of a file.
func problem(_ text: String, limits: IDLLimits = IDLLimits()) -> String? {
    problem(["a.thrift": text], limits: limits)
}
