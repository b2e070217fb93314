import Martlet
import Profiles

extension Profile {
    static let sample = Profile(
        id: "1234",
        name: "Go Kit",
        addresses: [Address(id: "2", location: "x"), Address(id: "1", location: "y")]
    )
}

/// The status that a call fails with, whether it is local or remote; `nil` when it succeeds.
func status(of call: () async throws -> Void) async -> Status? {
    do {
        try await call()
        return nil
    } catch {
        return Status(error)
    }
}
