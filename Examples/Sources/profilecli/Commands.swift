import ArgumentParser
import Profiles
import ProfilesClient

struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds a profile.")

    @Argument(help: "Its id, which must be new.") var id: String
    @Option(help: "The name.") var name = ""
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.create(Profile(id: id, name: name)) }
    }
}

struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows a profile.")

    @Argument(help: "Its id.") var id: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.show { try await $0.profile(id) }
    }
}

struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds a profile, or replaces the one that has its id.")

    @Argument(help: "Its id.") var id: String
    @Option(help: "The name.") var name = ""
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.put(Profile(id: id, name: name), at: id) }
    }
}

struct Patch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Renames a profile.")

    @Argument(help: "Its id.") var id: String
    @Option(help: "The new name.") var name: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.patch(id, with: ProfilePatch(name: name)) }
    }
}

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Deletes a profile with its addresses.")

    @Argument(help: "Its id.") var id: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.delete(id) }
    }
}

struct Addresses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the addresses of a profile.")

    @Argument(help: "The id of the profile.") var id: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.show { try await $0.addresses(of: id) }
    }
}

struct AddAddress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds an address to a profile.")

    @Argument(help: "The id of the profile.") var id: String
    @Argument(help: "The id of the address, which must be new to the profile.") var addressID: String
    @Argument(help: "Where it is.") var location: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.add(Address(id: addressID, location: location), to: id) }
    }
}

struct RemoveAddress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Takes an address out of a profile.")

    @Argument(help: "The id of the profile.") var id: String
    @Argument(help: "The id of the address.") var addressID: String
    @OptionGroup var connection: Connection

    func run() async throws {
        try await connection.withProfiles { try await $0.remove(addressID, from: id) }
    }
}
