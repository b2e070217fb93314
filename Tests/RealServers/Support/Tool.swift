import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs a program to its end: a judge of our output, or a reader of a server's files.
package enum Tool {
    /// What it printed and how it ended.
    package struct Result: Sendable {
        /// The exit code; 128 and the signal's number when a signal ended it.
        package let code: Int
        /// What it printed.
        package let output: String
        /// What it printed as errors.
        package let errors: String

        /// The output as JSON.
        package func json() throws -> JSONValue {
            guard code == 0 else { throw ServerError("exit code \(code): \(errors.suffix(2000))") }
            do {
                return try JSONDecoder().decode(JSONValue.self, from: Data(output.utf8))
            } catch {
                throw ServerError("no JSON: \(output.prefix(500))")
            }
        }
    }

    /// The Python that sees what came from PyPI, for programs of a test's own.
    package static var python: String { Installation.python }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - command: What to run.
    ///   - input: What it reads.
    ///   - limit: After so long it is killed.
    package static func run(
        _ command: Command,
        input: some Sequence<UInt8> = [],
        within limit: Duration = .seconds(20)
    ) async throws -> Result {
        // Files and no pipes: nothing to drain while it runs.
        let folder = try TemporaryFolder("tool")
        let bytes = Data(input)
        try await offPool { try bytes.write(to: URL(filePath: folder.file("input"))) }
        let child = try ChildProcess(
            command,
            folder: folder,
            input: folder.file("input"),
            output: folder.file("output"),
            errors: folder.file("errors")
        )
        child.end(after: limit)
        let exit = await withTaskCancellationHandler {
            await child.exit()
        } onCancel: {
            child.signal(SIGKILL)
        }
        try Task.checkCancellation()
        let code =
            switch exit {
            case .code(let code): Int(code)
            case .signal(let number): 128 + Int(number)
            }
        return Result(code: code, output: folder.read("output"), errors: folder.read("errors"))
    }
}
