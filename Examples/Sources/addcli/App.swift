import Adding
import ArgumentParser
import Foundation
import Martlet

/// Calls the add service over any of its wires.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "addcli",
        abstract: "Adds two numbers or joins two texts, by a service somewhere else.",
        usage: "addcli --http-addr 127.0.0.1:8081 [--method sum|concat] <a> <b>"
    )

    enum Method: String, ExpressibleByArgument, CaseIterable {
        case sum, concat
    }

    @OptionGroup(title: "Wire")
    var wire: WireOptions

    @Option(help: "What to call.")
    var method = Method.sum

    @Option(help: "The milliseconds that the call has.")
    var timeout = 5_000

    @Argument(help: "A number, or a text to begin with.")
    var a: String

    @Argument(help: "A number, or the text after it.")
    var b: String

    func validate() throws {
        guard (1...3_600_000).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600000") }
        if method == .sum, Int64(a) == nil || Int64(b) == nil { throw ValidationError("sum takes two numbers") }
    }

    func run() async throws {
        do {
            let text = try await wire.withService { service in
                try await RequestContext.$current.withValue(context) { try await call(service) }
            }
            print(text)
        } catch {
            FileHandle.standardError.write(Data("error: \(Status(error))\n".utf8))
            throw ExitCode.failure
        }
    }

    /// The deadline goes with the call to the other side.
    private var context: RequestContext {
        var context = RequestContext()
        context.deadline = .after(.milliseconds(timeout))
        return context
    }

    private func call(_ service: some AddService) async throws -> String {
        switch method {
        case .sum: try await "\(a) + \(b) = \(service.sum(Int64(a) ?? 0, Int64(b) ?? 0))"
        case .concat: try await "\(quoted(a)) + \(quoted(b)) = \(quoted(service.concat(a, b)))"
        }
    }

    private func quoted(_ text: String) -> String { String(reflecting: text) }
}
