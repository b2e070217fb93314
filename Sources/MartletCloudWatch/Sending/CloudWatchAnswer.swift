import HTTPTypes
import MartletHTTP
import NIOCore

/// What the answer of CloudWatch means.
enum CloudWatchAnswer: Equatable {
    case accepted
    /// None was taken, and none ever will be.
    case rejected(message: String)
    /// The same request may succeed later.
    case unavailable(message: String, retryAfter: Duration?)

    /// The characters of a body that are worth being in a log.
    private static let maximumMessageLength = 400

    /// The errors with status 400 or 403 that pass:
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html. Credentials that have
    /// expired may have been replaced by the next attempt, and so may a clock that was wrong.
    private static let passing = [
        "<Code>Throttling</Code>", "<Code>ThrottlingException</Code>", "<Code>RequestLimitExceeded</Code>",
        "<Code>ExpiredToken</Code>", "<Code>ExpiredTokenException</Code>", "<Code>RequestExpired</Code>",
    ]

    init(_ response: IncomingResponse) {
        let code = response.status.code
        guard !(200..<300).contains(code) else {
            self = .accepted
            return
        }
        let message = Self.message(of: response)
        let text = response.text
        if code == 429 || code >= 500 || Self.passing.contains(where: { text.contains($0) }) {
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
