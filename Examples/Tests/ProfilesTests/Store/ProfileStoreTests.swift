import Profiles
import Testing

@Suite("Every store of profiles", .timeLimit(.minutes(2)))
struct ProfileStoreTests {
    @Test("keeps what it was given, with the addresses in order", arguments: StoreKind.allCases)
    func keeping(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.insert(.sample)
            try await store.insert(Profile(id: "bare"))
            #expect(try await store.profile("1234") == .sample)
            #expect(try await store.profile("bare") == Profile(id: "bare"))
        }
    }

    @Test("inserts no id twice", arguments: StoreKind.allCases)
    func insertingTwice(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.insert(.sample)
            await #expect(throws: ProfileError.profileExists("1234")) { try await store.insert(Profile(id: "1234")) }
            #expect(try await store.profile("1234") == .sample)
        }
    }

    @Test("puts what is new and what is not", arguments: StoreKind.allCases)
    func putting(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.put(.sample)
            #expect(try await store.profile("1234") == .sample)
            let other = Profile(id: "1234", name: "Other", addresses: [Address(id: "1", location: "z")])
            try await store.put(other)
            #expect(try await store.profile("1234") == other)
        }
    }

    @Test("updates, or leaves things as they were when the change throws", arguments: StoreKind.allCases)
    func updating(kind: StoreKind) async throws {
        struct Refused: Error {}
        try await kind.withStore { store in
            try await store.insert(.sample)
            try await store.update("1234") { $0.addresses.swapAt(0, 1) }
            #expect(try await store.profile("1234").addresses == Profile.sample.addresses.reversed())
            await #expect(throws: Refused.self) {
                try await store.update("1234") { profile in
                    profile.name = "changed"
                    throw Refused()
                }
            }
            #expect(try await store.profile("1234").name == "Go Kit")
        }
    }

    @Test("deletes a profile with its addresses", arguments: StoreKind.allCases)
    func deleting(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.insert(.sample)
            try await store.delete("1234")
            await #expect(throws: ProfileError.profileNotFound("1234")) { try await store.profile("1234") }
            try await store.insert(Profile(id: "1234"))
            #expect(try await store.profile("1234").addresses.isEmpty)
        }
    }

    @Test("knows nothing of an id that it was not given", arguments: StoreKind.allCases)
    func missing(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let missing = ProfileError.profileNotFound("7")
            await #expect(throws: missing) { try await store.profile("7") }
            await #expect(throws: missing) { try await store.update("7") { $0.name = "changed" } }
            await #expect(throws: missing) { try await store.delete("7") }
        }
    }

    @Test("takes any text that a profile may have", arguments: StoreKind.allCases)
    func texts(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let texts = [
                "", "'; DROP TABLE profile; --", "Ünï\u{301}cödé 🐦", "a\nb\t\"c\"",
                String(repeating: "x", count: 1_000),
            ]
            for (index, text) in texts.enumerated() {
                let profile = Profile(id: "\(index)'\"", name: text, addresses: [Address(id: "'", location: text)])
                try await store.insert(profile)
                let stored = try await store.profile(profile.id)
                #expect(Array(stored.name.utf8) == Array(text.utf8))
                #expect(stored == profile)
            }
        }
    }

    @Test("gives an id to one of many who want it", arguments: StoreKind.allCases)
    func racingInserts(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let winners = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask { (try? await store.insert(Profile(id: "one", name: "\(number)"))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test("loses none of many changes at once", arguments: StoreKind.allCases)
    func racingUpdates(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.insert(Profile(id: "one"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask { try await store.update("one") { $0.addresses.append(Address(id: "\(number)")) } }
                    group.addTask { _ = try await store.profile("one") }
                }
                try await group.waitForAll()
            }
            #expect(try await Set(store.profile("one").addresses.map(\.id)).count == 50)
        }
    }
}
