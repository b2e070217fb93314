import Martlet
import MartletJSON

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

struct TextRequest: Codable, JSONReadable {
    var s: String

    init(from reader: inout JSONReader) throws {
        s = try reader.object().read("s")
    }
}

struct UppercaseResponse: Codable, JSONWritable {
    var v: String

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("v", v) }
    }
}

struct CountResponse: Codable, JSONWritable {
    var v: Int

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("v", v) }
    }
}
