import ArgumentParser

/// Calls the profile service, wherever it runs.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profilecli",
        abstract: "Reads and changes profiles of a profile service that is found in a registry or a file.",
        subcommands: [
            Create.self, Get.self, Put.self, Patch.self, Delete.self, Addresses.self, AddAddress.self,
            RemoveAddress.self,
        ]
    )
}
