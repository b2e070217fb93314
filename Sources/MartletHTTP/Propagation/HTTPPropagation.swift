import HTTPTypes
import Martlet
import MartletHTTP1

/// What a server reads from the fields of a request into `RequestContext`.
///
/// - `grpc-timeout`, in the format of gRPC (`250m` is 250 milliseconds), becomes the deadline, as grpc-gateway reads it.
/// - `grpc-previous-rpc-attempts` becomes the number of the attempt.
/// - `x-request-id` becomes the request id, up to 200 bytes of it.
/// - The fields named here become metadata, which clients pass on to the next hop.
///
/// Nothing else of a request travels on by itself: credentials above all.
public struct HTTPPropagation: Sendable {
    /// The names of the fields that become metadata, in lower case.
    public var metadataFields: [String]

    /// The longest time that a client may ask for; `nil` takes any.
    public var maximumTimeout: Duration?

    /// Makes a propagation.
    ///
    /// - Parameters:
    ///   - metadataFields: The names of further fields that become metadata: `x-tenant`, `baggage`.
    ///   - maximumTimeout: The longest time that a client may ask for; `nil` takes any.
    public init(metadataFields: [String] = [], maximumTimeout: Duration? = nil) {
        self.metadataFields = metadataFields.map { $0.lowercased() }
        self.maximumTimeout = maximumTimeout
    }

    /// The longest value that is read, in bytes; a longer one is cut.
    static let maximumValueByteCount = 200

    /// Reads what a request carries into the context of its call.
    package func read(_ request: borrowing IncomingRequest, into context: inout RequestContext) {
        read(request.view, into: &context)
    }

    func read(_ view: HTTP1HeadView, into context: inout RequestContext) {
        if let bytes = view.value(of: DeadlineField.name), let timeout = DeadlineField.parse(bytes) {
            context.deadline = .after(maximumTimeout.map { min($0, timeout) } ?? timeout)
        }
        if let bytes = view.value(of: AttemptField.name), let attempt = AttemptField.parse(bytes) {
            context.receive(attempt: attempt)
        }
        if let value = view.value(of: "x-request-id") {
            context.requestID = Self.text(value)
        }
        for name in metadataFields {
            if let value = view.value(of: name) { context.metadata.add(name, Self.text(value)) }
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix(maximumValueByteCount), as: UTF8.self)
    }
}
