public import HTTPTypes
public import Martlet
import NIOCore

/// A call that is over, as finalizers see it. A streamed answer is over for them when its head has been handed to the
/// application; hook the end of the stream itself with `ResponseStream.onEnd(_:)`.
public struct FinishedCall: Sendable {
    /// The name of the endpoint.
    public let name: String

    /// The request, as far as it was prepared: as it was sent, unless an error came before that.
    public let request: OutgoingRequest

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The status and the fields of the answer; `nil` when none arrived.
    public let response: Answer?

    /// What the call threw; `nil` after a success.
    public let error: (any Error)?

    /// The head of an answer, and its size.
    public struct Answer: Sendable {
        /// The status.
        public let status: HTTPResponse.Status

        /// The fields.
        public let fields: HTTPFields

        /// The bytes of the body as they arrived; for a stream the length that the peer has declared, `nil` when it has
        /// declared none.
        public let byteCount: Int?

        init(_ response: IncomingResponse) {
            status = response.status
            fields = response.fields
            byteCount =
                response.stream == nil
                ? response.body.readableBytes : response.fields[.contentLength].flatMap { Int($0) }
        }
    }
}
