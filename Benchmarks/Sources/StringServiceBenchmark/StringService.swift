import Martlet

/// Go kit's string service, bare: the domain and nothing else.
struct StringService: Sendable {
    func uppercase(_ text: String) throws -> String {
        guard !text.isEmpty else { throw Status(.invalidArgument, "empty string") }
        return text.uppercased()
    }

    func count(_ text: String) -> Int {
        text.utf8.count
    }
}

struct TextRequest: Codable {
    var s: String
}

struct UppercaseResponse: Codable {
    var v: String
}

struct CountResponse: Codable {
    var v: Int
}
