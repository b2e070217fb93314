import ArgumentParser
import ThriftIDL

/// Makes Swift of the IDL of Thrift.
@main
struct App: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-thrift",
        abstract: "Makes Swift of the IDL of Thrift.",
        discussion: """
            For each FILE two files are written: FILE.swift has the types and needs MartletThriftProtocol; \
            FILE.endpoints.swift has the services and needs Martlet and MartletThrift too. Files that are included are read, \
            but written only when they are named. Name the files of one Swift module in one command: so it knows all names.
            """
    )

    @Option(name: .customShort("I"), help: .init("A folder in which included files are looked for.", valueName: "dir"))
    var searchPaths: [String] = []

    @Option(help: .init("The folder to write to, which is made if need be.", valueName: "dir"))
    var out = "."

    @Option(help: "Who may use what is generated.")
    var access = SwiftOptions.Access.internal

    @Flag(inversion: .prefixedNo, help: "Whether the files of services are written.")
    var endpoints = true

    @Argument(help: .init("Files of the IDL.", valueName: "file"))
    var files: [String]

    func run() throws {
        do {
            let files = try CompiledFile.compile(
                files,
                searchPaths: searchPaths,
                SwiftOptions(access: access),
                endpoints: endpoints
            )
            try CompiledFile.makeFolder(out)
            for file in files { try file.write(to: out) }
        } catch {
            StandardError.write("\(error)\n")
            throw ExitCode.failure
        }
    }
}

extension SwiftOptions.Access: ExpressibleByArgument {}
