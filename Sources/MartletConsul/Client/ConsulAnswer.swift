import HTTPTypes
import Martlet
import MartletHTTP
import MartletJSON
import NIOCore

/// What an agent has answered.
struct ConsulAnswer {
    /// The bytes of an answer that says little, unless another bound is given.
    static let maximumByteCount = 1 << 20

    /// The characters of a body that are worth being part of a message.
    private static let maximumMessageLength = 200

    private let response: IncomingResponse

    /// What the registry was like, as a number; for ``BlockingIndex``.
    var index: String? { response.fields[.consulIndex] }

    /// What a service of the agent was like.
    var contentHash: String? { response.fields[.consulContentHash] }

    init(_ response: IncomingResponse) {
        self.response = response
    }

    /// What is wrong; `nil` when nothing is.
    ///
    /// - Parameter token: What must not be in the message, should the body repeat it.
    func failure(hiding token: String?) -> Status? {
        let code = response.status.code
        guard !(200..<300).contains(code) else { return nil }
        return Status(Self.code(of: code), message(hiding: token))
    }

    /// Reads the value.
    ///
    /// - Throws: `Status` with `internal`; its message has nothing of the body.
    func decode<Value: Decodable>(upTo maximumByteCount: Int) throws -> Value {
        // A value has a few bytes at least, and a document that has only commas is not worth more memory.
        let limits = JSONCodec.Limits(byteCount: maximumByteCount, valueCount: max(1 << 20, maximumByteCount / 8))
        do {
            return try response.body.withUnsafeReadableBytes {
                try JSONCodec(limits: limits).decode(Value.self, from: $0.bytes)
            }
        } catch {
            throw Status(.internal, "Consul's answer makes no sense", underlying: error)
        }
    }

    private static func code(of status: Int) -> Status.Code {
        switch status {
        case 400, 405, 413: .invalidArgument
        case 401: .unauthenticated
        case 403: .permissionDenied
        case 404: .notFound
        case 429, 500...: .unavailable
        // A redirection, or what no agent says.
        default: .internal
        }
    }

    /// The status and the beginning of the text, on one line.
    private func message(hiding token: String?) -> String {
        let head = "Consul's answer is HTTP status \(response.status.code)"
        guard response.fields[.contentType]?.lowercased().hasPrefix("text/plain") ?? true else { return head }
        var text = String(
            decoding: response.body.readableBytesView.prefix(4 * Self.maximumMessageLength),
            as: UTF8.self
        )
        if let token, !token.isEmpty { text = text.replacing(token, with: "…") }
        let words = text.unicodeScalars.prefix(Self.maximumMessageLength)
            .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
        let line = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
        return line.isEmpty ? head : "\(head): \(line)"
    }
}
