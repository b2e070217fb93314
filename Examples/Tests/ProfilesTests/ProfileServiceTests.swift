import ExampleTesting
import Martlet
import Profiles
import ProfilesClient
import Testing

/// The service, and a client that stands in for it: one body of tests holds for both.
enum Access: CaseIterable {
    case local
    case inProcess
    case socket

    func withService(_ body: (any ProfileService) async throws -> Void) async throws {
        switch self {
        case .local: try await body(StoredProfileService(MemoryProfileStore()))
        case .inProcess: try await withProfilesvc(.inProcess) { try await body(ProfileClient($0.http)) }
        case .socket: try await withProfilesvc(.socket) { try await body(ProfileClient($0.http)) }
        }
    }
}

@Suite("The profile service, local and remote", .timeLimit(.minutes(2)))
struct ProfileServiceTests {
    @Test("creates, reads and deletes profiles", arguments: Access.allCases)
    func profiles(access: Access) async throws {
        try await access.withService { service in
            try await service.create(.sample)
            #expect(try await service.profile("1234") == .sample)
            try await service.delete("1234")
            #expect(await status { _ = try await service.profile("1234") }?.code == .notFound)
        }
    }

    @Test("puts under the id that the profile has", arguments: Access.allCases)
    func putting(access: Access) async throws {
        try await access.withService { service in
            try await service.put(.sample, at: "1234")
            try await service.put(Profile(id: "1234", name: "Other"), at: "1234")
            #expect(try await service.profile("1234") == Profile(id: "1234", name: "Other"))
            #expect(await status { try await service.put(.sample, at: "5") }?.code == .invalidArgument)
        }
    }

    @Test("patches what the patch has", arguments: Access.allCases)
    func patching(access: Access) async throws {
        try await access.withService { service in
            try await service.create(.sample)
            for nothing in [ProfilePatch(), ProfilePatch(id: "", name: "", addresses: []), ProfilePatch(id: "1234")] {
                try await service.patch("1234", with: nothing)
                #expect(try await service.profile("1234") == .sample)
            }
            try await service.patch("1234", with: ProfilePatch(name: "Other"))
            try await service.patch("1234", with: ProfilePatch(addresses: [Address(id: "3")]))
            #expect(
                try await service.profile("1234") == Profile(id: "1234", name: "Other", addresses: [Address(id: "3")])
            )
            let inconsistent = await status { try await service.patch("1234", with: ProfilePatch(id: "5", name: "No")) }
            #expect(inconsistent?.code == .invalidArgument)
            #expect(inconsistent?.message == #"inconsistent ids: "5" was sent to "1234""#)
            #expect(try await service.profile("1234").name == "Other")
        }
    }

    @Test("adds and removes addresses", arguments: Access.allCases)
    func addresses(access: Access) async throws {
        try await access.withService { service in
            try await service.create(Profile(id: "1"))
            #expect(try await service.addresses(of: "1").isEmpty)
            for id in ["c", "a", "b"] { try await service.add(Address(id: id, location: "at \(id)"), to: "1") }
            #expect(try await service.addresses(of: "1").map(\.id) == ["c", "a", "b"])
            #expect(try await service.address("a", of: "1") == Address(id: "a", location: "at a"))
            try await service.remove("a", from: "1")
            #expect(try await service.addresses(of: "1").map(\.id) == ["c", "b"])
        }
    }

    @Test("says what is missing and what is there", arguments: Access.allCases)
    func failures(access: Access) async throws {
        try await access.withService { service in
            try await service.create(.sample)
            let missing: [() async throws -> Void] = [
                { _ = try await service.profile("7") },
                { try await service.patch("7", with: ProfilePatch(name: "a")) },
                { try await service.delete("7") },
                { _ = try await service.addresses(of: "7") },
                { _ = try await service.address("1", of: "7") },
                { try await service.add(Address(id: "1"), to: "7") },
                { try await service.remove("1", from: "7") },
            ]
            for call in missing {
                let status = await status(of: call)
                #expect(status?.code == .notFound)
                #expect(status?.message == #"no profile has the id "7""#)
            }
            #expect(await status { _ = try await service.address("7", of: "1234") }?.code == .notFound)
            #expect(await status { try await service.remove("7", from: "1234") }?.code == .notFound)
            #expect(await status { try await service.create(.sample) }?.code == .alreadyExists)
            #expect(await status { try await service.add(Address(id: "1"), to: "1234") }?.code == .alreadyExists)
        }
    }

    @Test("takes ids that a path must escape", arguments: Access.allCases)
    func escapedIDs(access: Access) async throws {
        try await access.withService { service in
            for id in ["a/b", "?q=1", "#", "%41", "a+b&c", "...", "{id}", "\\", ";"] {
                let profile = Profile(id: id, addresses: [Address(id: id, location: "here")])
                try await service.create(profile)
                #expect(try await service.profile(id) == profile)
                #expect(try await service.address(id, of: id).location == "here")
            }
        }
    }

    @Test("refuses what a profile cannot be")
    func validation() async throws {
        let service = StoredProfileService(MemoryProfileStore())
        let longID = String(repeating: "x", count: 65)
        let longText = String(repeating: "x", count: 1_001)
        let manyAddresses = (0...100).map { Address(id: "\($0)") }
        let refused = [
            Profile(id: ""), Profile(id: "."), Profile(id: ".."), Profile(id: "a b"), Profile(id: "é"),
            Profile(id: "a\u{0}"), Profile(id: longID), Profile(id: "1", name: longText),
            Profile(id: "1", name: "a\u{0}b"),
            Profile(id: "1", addresses: manyAddresses), Profile(id: "1", addresses: [Address(id: "")]),
            Profile(id: "1", addresses: [Address(id: "1", location: longText)]),
            Profile(id: "1", addresses: [Address(id: "1"), Address(id: "1")]),
        ]
        for profile in refused {
            #expect(await status { try await service.create(profile) }?.code == .invalidArgument, "\(profile)")
            #expect(await status { try await service.put(profile, at: profile.id) }?.code == .invalidArgument)
        }
        for id in ["", "..", longID, "a b"] {
            #expect(await status { _ = try await service.profile(id) }?.code == .invalidArgument)
            #expect(await status { try await service.delete(id) }?.code == .invalidArgument)
            #expect(await status { try await service.patch(id, with: ProfilePatch()) }?.code == .invalidArgument)
            #expect(await status { try await service.remove(id, from: "1") }?.code == .invalidArgument)
        }
    }

    @Test("has room for a hundred addresses and no more")
    func addressLimit() async throws {
        let service = StoredProfileService(MemoryProfileStore())
        try await service.create(Profile(id: "1", addresses: (1...100).map { Address(id: "\($0)") }))
        #expect(await status { try await service.add(Address(id: "101"), to: "1") }?.code == .invalidArgument)
        #expect(try await service.addresses(of: "1").count == 100)
    }
}
