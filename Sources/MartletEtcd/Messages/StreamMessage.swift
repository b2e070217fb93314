import Martlet
import MartletJSON

/// One line of a stream: a result or an error.
struct StreamMessage<Result: Decodable & Sendable>: Decodable, Sendable {
    struct Failure: Decodable, Sendable {
        var code: Int?
        var message: String?

        enum CodingKeys: String, CodingKey {
            case message
            case code = "grpc_code"
        }
    }

    var result: Result?
    var error: Failure?

    /// Reads a line.
    ///
    /// - Throws: `Status`: what the error says, `internal` for what is neither.
    static func read(_ line: [UInt8]) throws -> Result {
        let message: StreamMessage
        do {
            message = try JSONCodec().decode(StreamMessage.self, from: line)
        } catch {
            throw EtcdFailure.unreadable(error)
        }
        if let result = message.result { return result }
        guard let error = message.error else {
            throw Status(.internal, "etcd: a message of the stream is neither a result nor an error")
        }
        throw EtcdFailure.status(code: error.code, message: error.message ?? "")
    }
}
