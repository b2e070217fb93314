import HTTPTypes
import Martlet
import NIOCore
import NIOHTTP1

/// Reads a status out of an answer that is not a success.
enum ResponseFailure {
    /// The bytes that are read of a streamed body to find out what is wrong.
    private static let maximumByteCount = 64 * 1_024

    /// The characters of a foreign body that are worth being part of a message.
    private static let maximumMessageLength = 200

    private static let codec = JSONBodyCodec()

    static func status(of response: IncomingResponse) async throws -> Status {
        var response = response
        try await response.collectPrefix(upTo: maximumByteCount)
        var status = named(by: response) ?? guessed(from: response)
        status.retry = response.fields[.retryAfter].flatMap { RetryAfter.parse($0) }.map { .after($0) }
        status.underlying = FailedAnswer(status: response.status, fields: response.fields)
        return status
    }

    /// What a peer says that is built with this kit, or with Go kit, whose errors have no code and are said to be plain text.
    private static func named(by response: IncomingResponse) -> Status? {
        guard response.mediaType.map({ $0 == "text/plain" || codec.reads($0) }) ?? true else { return nil }
        let body = try? response.body.withUnsafeReadableBytes { try codec.decode(StatusBody.self, from: $0) }
        return body.map { $0.status ?? Status(Status.Code(httpStatus: response.status), $0.error) }
    }

    private static func guessed(from response: IncomingResponse) -> Status {
        let status = response.status
        var message = text(of: response)
        if message.isEmpty { message = status.reasonPhrase }
        // HTTP/2 has no reasons on the wire.
        if message.isEmpty { message = HTTPResponseStatus(statusCode: status.code).reasonPhrase }
        if message.isEmpty { message = "HTTP status \(status.code)" }
        return Status(Status.Code(httpStatus: status), message)
    }

    /// The beginning of the body on one line, if it is meant to be read.
    private static func text(of response: IncomingResponse) -> String {
        guard response.mediaType.map({ $0 == "text/plain" || codec.reads($0) }) ?? true else { return "" }
        // A character has a few bytes as a rule; combining marks without end do not count.
        let bytes = response.body.readableBytesView.prefix(maximumMessageLength * 16)
        let text = String(decoding: bytes, as: UTF8.self).prefix(maximumMessageLength)
        let printable = text.unicodeScalars.map { isPrintable($0) ? Character($0) : " " }
        return printable.split(separator: " ").map { String($0) }.joined(separator: " ")
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension IncomingResponse {
    /// The media type in lower case, without parameters.
    fileprivate var mediaType: String? {
        fields[.contentType].map { String($0.prefix { $0 != ";" && $0 != " " }).lowercased() }
    }
}
