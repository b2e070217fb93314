/// Compiles the bytes as a file that may include itself and one other, which the corpus does. What is wrong must be said;
/// what is right must be generated, and the same text when it is done again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    precondition(compile(bytes) == compile(bytes))
    return 0
}

private func compile(_ bytes: [UInt8]) -> String {
    do throws(IDLError) {
        var loader = ProgramLoader { path in
            path == "a.thrift" ? bytes : path == "common/shared.thrift" ? Array(shared.utf8) : nil
        }
        let program = try loader.load(["a.thrift"])
        var generator = SwiftGenerator(program, file: program.roots[0], SwiftOptions())
        return generator.types() + generator.endpoints()
    } catch {
        precondition(!error.message.isEmpty)
        return "\(error)"
    }
}

private let shared = """
    typedef i64 UserID
    const i32 INT32CONSTANT = 9853
    const string PREFIX = "prefix"
    enum Level { LOW = 1, MEDIUM, HIGH = 0x10 }
    struct Point { 1: required double x, 2: required double y = -1.5, 3: optional string label }
    exception Missing { 1: string key }
    service SharedService { Point point(1: string key) throws (1: Missing missing) void ping() }
    """
