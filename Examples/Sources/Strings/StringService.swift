/// What the service does: the business domain, which knows of no transport and nothing of the kit.
public protocol StringService: Sendable {
    /// The text in capitals.
    ///
    /// - Throws: ``StringError/empty`` when there is no text.
    func uppercase(_ text: String) async throws -> String

    /// The number of bytes that the text has in UTF-8.
    func count(_ text: String) async -> Int
}

/// What can be wrong with a call, in the words of the domain.
public enum StringError: Error {
    /// There is no text.
    case empty
}

/// The service itself.
public struct BasicStringService: StringService {
    /// Makes the service.
    public init() {}

    /// The text in capitals.
    public func uppercase(_ text: String) throws -> String {
        guard !text.isEmpty else { throw StringError.empty }
        return text.uppercased()
    }

    /// The number of bytes that the text has in UTF-8.
    public func count(_ text: String) -> Int {
        text.utf8.count
    }
}
