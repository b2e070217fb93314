import HTTPTypes
import Martlet
import MartletJSON
import NIOCore

extension Route {
    /// Routes to a table of methods: JSON-RPC 2.0 over HTTP, with POST.
    ///
    /// What belongs to a call is answered with status 200, as the protocol has it, notifications with 204. What the server or
    /// a before-hook of the route refuses has the status of the refusal, and an error object with the id `null`. The hooks
    /// of the route see the request of HTTP, whole; those of ``JSONRPCMethods`` each call. The body must say that it is JSON,
    /// unless the codec of the table (``HTTPRoutes/codec(_:)``) reads any type.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - methods: The methods.
    ///   - fileID: Where the route is declared, for the message about a conflict.
    ///   - line: Where the route is declared.
    public init(_ path: String, jsonRPC methods: JSONRPCMethods, fileID: String = #fileID, line: Int = #line) {
        method = .post
        self.path = path
        place = SourcePlace(fileID: fileID, line: line)
        makeHandler = { hooks, codec, defaults in
            var hooks = hooks
            let errorHandler = hooks.errorHandler ?? defaults.errorHandler
            hooks.errorEncoder = hooks.errorEncoder ?? Self.encodeRefusal
            let dispatcher = JSONRPCDispatcher(methods, errorHandler: errorHandler)
            return EndpointHandler(
                Endpoint("jsonrpc") { (work: JSONRPCWork) in await dispatcher.run(work) },
                decode: { request in
                    // An empty body is no JSON, which the protocol has an error for.
                    if request.bodyByteCount > 0 { try request.checkContentType(for: codec) }
                    return request.withBody { dispatcher.read($0) }
                },
                encode: { answer, response in
                    response.fields.append(contentsOf: answer.fields)
                    guard answer.body.readableBytes > 0 else {
                        response.status = .noContent
                        return
                    }
                    // An after-hook may have chosen another one than 200.
                    if answer.status != .ok { response.status = answer.status }
                    response.contentType = response.contentType ?? JSONRPCEnvelope.mediaType
                    response.body = answer.body
                },
                hooks: hooks,
                defaults: defaults
            )
        }
    }

    private static func encodeRefusal(_ error: any Error, _ response: inout OutgoingResponse) {
        // The status, its fields and the hint for a retry are those of any other route.
        ErrorResponse.encode(error, into: &response)
        response.body.clear()
        response.contentType = JSONRPCEnvelope.mediaType
        JSONRPCEnvelope.writeError(JSONRPCError(error), id: JSONRPCRequestEnvelope.null, into: &response.body)
    }
}
