import HTTPTypes
import Martlet
import MartletJSON
import NIOCore

/// How errors are answered by default: the status in the table's HTTP status, and as JSON.
enum ErrorResponse {
    private static let json = JSONCodec()

    static func encode(_ error: any Error, into response: inout OutgoingResponse) {
        encode(Status(error), from: error, into: &response)
    }

    static func encode(_ status: Status, from error: any Error, into response: inout OutgoingResponse) {
        // An error may be wrapped in a status; Go kit looks at the outermost one only.
        let chooser = error as? any HTTPStatusProviding ?? status.underlying as? any HTTPStatusProviding
        response.status = chooser?.httpStatus ?? status.code.httpStatus
        if let source = error as? any HTTPFieldsProviding ?? status.underlying as? any HTTPFieldsProviding {
            response.fields.append(contentsOf: source.httpFields)
        }
        if let delay = status.retry?.delay, response.fields[.retryAfter] == nil {
            response.fields[.retryAfter] = "\(delay.roundedUpToSeconds)"
        }
        response.contentType = .json
        do {
            try json.withEncoded(StatusBody(status)) { _ = response.body.writeBytes($0) }
        } catch {
            // A status is three strings: it has no value that JSON cannot hold. An empty body is still a right answer.
            response.body.clear()
        }
    }
}

extension Duration {
    fileprivate var roundedUpToSeconds: Int64 {
        let (seconds, attoseconds) = components
        return attoseconds > 0 && seconds < .max ? seconds + 1 : seconds
    }
}
