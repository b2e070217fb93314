import Martlet

/// The status that a call fails with, and whether it was certainly not processed; `success` if it does not fail.
func status(_ call: () async throws -> some Any) async -> String {
    do {
        _ = try await call()
        return "success"
    } catch {
        let status = Status(error)
        return "\(status)" + (status.delivery.isUnprocessed ? ", unprocessed" : "")
    }
}
