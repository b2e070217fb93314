public import HTTPTypes
public import Martlet

/// A request that has been answered, as finalizers see it.
public struct FinishedRequest: Sendable {
    /// The head of the request.
    public let request: ReceivedHead

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The status that was sent.
    public let status: HTTPResponse.Status

    /// The fields of the response, without those that are the server's own.
    public let responseFields: HTTPFields

    /// The bytes of the body that were handed to the connection.
    public let responseByteCount: Int

    /// The error that was answered, or that ended the stream; `nil` after a success.
    public let error: (any Error)?

    /// Puts together what finalizers are told.
    package init(
        request: ReceivedHead,
        context: RequestContext,
        status: HTTPResponse.Status,
        responseFields: HTTPFields,
        responseByteCount: Int,
        error: (any Error)?
    ) {
        self.request = request
        self.context = context
        self.status = status
        self.responseFields = responseFields
        self.responseByteCount = responseByteCount
        self.error = error
    }
}
