import InMemoryLogging
import Logging
import Profiles
import Testing

@Suite("The log of the profile service")
struct LoggingProfileServiceTests {
    @Test("has a line for every call")
    func lines() async throws {
        let log = InMemoryLogHandler()
        let service = StoredProfileService(MemoryProfileStore())
            .logging(to: Logger(label: "test", factory: { _ in log }))

        try await service.create(.sample)
        _ = try await service.profile("1234")
        try await service.put(.sample, at: "1234")
        try await service.patch("1234", with: ProfilePatch())
        _ = try await service.addresses(of: "1234")
        _ = try await service.address("1", of: "1234")
        try await service.add(Address(id: "3"), to: "1234")
        try await service.remove("3", from: "1234")
        try await service.delete("1234")
        await #expect(throws: ProfileError.profileNotFound("1234")) { try await service.delete("1234") }

        let keys = ["method", "profile", "address", "error"]
        #expect(
            log.entries.map { entry in keys.compactMap { entry.metadata[$0]?.description }.joined(separator: " ") } == [
                #"create "1234""#, #"profile "1234""#, #"put "1234""#, #"patch "1234""#, #"addresses "1234""#,
                #"address "1234" "1""#, #"add "1234" "3""#, #"remove "1234" "3""#, #"delete "1234""#,
                #"delete "1234" profileNotFound("1234")"#,
            ]
        )
        #expect(log.entries.allSatisfy { $0.metadata["took"] != nil })
    }
}
