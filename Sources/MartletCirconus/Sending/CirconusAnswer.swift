import HTTPTypes
import MartletHTTP
import MartletJSON
import NIOCore

/// What the answer of a broker means.
enum CirconusAnswer: Equatable {
    /// All was taken, as far as the answer says how much.
    case accepted
    /// Less was taken than sent.
    case partlyAccepted(missing: Int, message: String)
    /// None was taken, and none ever will be.
    case rejected(message: String)
    /// The same request may succeed later.
    case unavailable(message: String, retryAfter: Duration?)

    /// The characters of a body that are worth being in a log.
    private static let maximumMessageLength = 300

    private struct Body: Decodable {
        var stats: Int?
    }

    /// - Parameter sent: The number of metrics in the request.
    init(_ response: IncomingResponse, sent: Int) {
        let code = response.status.code
        let message = Self.message(of: response)
        if (200..<300).contains(code) {
            // The agent of Circonus answers 204, without a number.
            let body = try? JSONCodec().decode(Body.self, from: Array(response.body.readableBytesView))
            let stats = body?.stats ?? sent
            self = stats >= sent ? .accepted : .partlyAccepted(missing: sent - max(stats, 0), message: message)
        } else if code == 429 || code >= 500 {
            self = .unavailable(message: message, retryAfter: Self.retryAfter(of: response))
        } else {
            self = .rejected(message: message)
        }
    }

    private static func message(of response: IncomingResponse) -> String {
        let bytes = response.body.readableBytesView.prefix(4 * maximumMessageLength)
        let text = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix(maximumMessageLength)
        let printable = String(String.UnicodeScalarView(text.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        return "HTTP status \(response.status.code): \(printable)"
    }

    private static func retryAfter(of response: IncomingResponse) -> Duration? {
        guard let text = response.fields[.retryAfter], let seconds = UInt32(text) else { return nil }
        return .seconds(min(Int64(seconds), 86_400))
    }
}
