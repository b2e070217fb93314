import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore

/// What the answer to a write means.
enum InfluxDBAnswer: Equatable {
    case written
    /// Some points were refused for good, the others are there.
    case partlyWritten(dropped: Int, message: String)
    /// None was written, and none ever will be.
    case rejected(message: String)
    /// The same write may succeed later.
    case unavailable(message: String, retryAfter: Duration?)

    /// The characters of a body that are worth being in a log.
    private static let maximumMessageLength = 300

    init(_ response: IncomingResponse) {
        let code = response.status.code
        if (200..<300).contains(code) {
            self = .written
            return
        }
        let message = Self.message(of: response)
        if code == 429 || code >= 500 {
            self = .unavailable(message: message, retryAfter: Self.retryAfter(of: response))
        } else if let dropped = Self.dropped(in: response) {
            self = .partlyWritten(dropped: dropped, message: message)
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

    /// The number of points that are not there although others are. Version 1 says `partial write: … dropped=2`; a
    /// version 2 that does not say how many says at least that it was some.
    private static func dropped(in response: IncomingResponse) -> Int? {
        let text = response.text
        guard text.contains("partial write") else { return nil }
        guard let marker = text.firstRange(of: "dropped=") else { return 1 }
        return Int(text[marker.upperBound...].prefix { $0.isASCII && $0.isNumber }) ?? 1
    }

    /// The time to wait, in the form of seconds, which is the one that InfluxDB uses.
    private static func retryAfter(of response: IncomingResponse) -> Duration? {
        guard let text = response.fields[.retryAfter], let seconds = UInt32(text) else { return nil }
        return .seconds(min(Int64(seconds), 86_400))
    }
}
