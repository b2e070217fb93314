import HTTPTypes
import Martlet

/// How requests are encoded unless the endpoint brings a closure: as the body, in the format of the codec.
///
/// What depends on the type is found out once, when the endpoint is made.
struct RequestEncoding<Request: Encodable & Sendable>: Sendable {
    private let hasBody: Bool

    init(_ method: HTTPRequest.Method) {
        // The body of such a request means nothing in HTTP (RFC 9110 section 9.3), so nothing is not worth a body.
        let isPlain = method == .get || method == .head || method == .delete
        hasBody = !(isPlain && Request.self is Empty.Type)
    }

    func encode(_ input: Request, into request: inout OutgoingRequest) throws {
        if hasBody { try request.encode(input) }
    }
}
