import Martlet
import MartletBase64

/// A status as the fields that end a call carry it.
enum StatusFields {
    static let status = "grpc-status"
    static let message = "grpc-message"
    static let details = "grpc-status-details-bin"

    /// What a server says about trying again: milliseconds, or -1 for never. Source:
    /// [A6: client retries](https://github.com/grpc/proposal/blob/master/A6-client-retries.md), pushback.
    static let pushback = "grpc-retry-pushback-ms"

    /// The longest text that is sent, in bytes before it is encoded: peers limit all fields together to 8 KiB or more.
    private static let maximumMessageByteCount = 2_048
    private static let maximumDetailsByteCount = 4_096

    /// Writes the fields of a failure.
    ///
    /// Texts that are too long are cut; details that are too many are left out, since peers would refuse all of it.
    static func forEachField(of failure: Status, _ write: (_ name: String, _ value: String) -> Void) {
        var failure = failure
        failure.message = failure.message.cut(toUTF8: maximumMessageByteCount)
        write(status, "\(failure.code.rawValue)")
        if !failure.message.isEmpty { write(message, StatusMessage.encode(failure.message)) }
        if let bytes = StatusDetails.encode(failure), bytes.count <= maximumDetailsByteCount {
            write(details, Base64.encode(bytes, isPadded: false))
        }
        if failure.retry == .never { write(pushback, "-1") }
    }

    /// Reads what ends a call.
    ///
    /// - Parameter value: Looks a field up.
    /// - Returns: `nil` after a success; a failure with `unknown` when the fields do not say.
    static func failure(_ value: (_ name: String) -> String?) -> Status? {
        guard let number = value(status) else { return Status(.unknown, "the answer ended without a status") }
        let text = value(message).map(StatusMessage.decode)
        guard let rawValue = Int(number), rawValue >= 0 else {
            return Status(.unknown, text ?? "the status \"\(number.prefix(20))\" is no status")
        }
        // Zero makes no code: it is success.
        guard let code = Status.Code(rawValue: rawValue) else { return nil }
        var failure = Status(code, text ?? "")
        if let bytes = value(details).flatMap({ Base64.decode($0.utf8, .lenient) }) {
            StatusDetails.decode(bytes, into: &failure)
        }
        if failure.message.isEmpty { failure.message = Status(code).message }
        if let pushback = value(pushback) {
            // What is not a number means never, too.
            failure.retry = Int64(pushback).flatMap { $0 >= 0 ? .after(.milliseconds($0)) : nil } ?? .never
        }
        return failure
    }
}

extension String {
    /// The longest beginning that has no more than so many bytes and is whole.
    func cut(toUTF8 limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
