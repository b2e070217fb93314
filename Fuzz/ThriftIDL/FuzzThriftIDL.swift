/// Compiles the bytes as a file that may include itself and nothing else. What is wrong must be said; what is right must be
/// generated, and the same text when it is done again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    precondition(compile(bytes) == compile(bytes))
    return 0
}

private func compile(_ bytes: [UInt8]) -> String {
    do throws(IDLError) {
        var loader = ProgramLoader { path in path == "a.thrift" ? bytes : nil }
        let program = try loader.load(["a.thrift"])
        var generator = SwiftGenerator(program, file: program.roots[0], SwiftOptions())
        return generator.types() + generator.endpoints()
    } catch {
        precondition(!error.message.isEmpty)
        return "\(error)"
    }
}
