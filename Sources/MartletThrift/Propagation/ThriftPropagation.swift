import Martlet
import MartletHTTP
import MartletThriftProtocol

/// What a server reads from the headers of a call into `RequestContext`, where the transport carries headers.
///
/// The names are those of our other transports:
///
/// - `grpc-timeout`, in the format of gRPC (`250m` is 250 milliseconds), becomes the deadline.
/// - `grpc-previous-rpc-attempts` becomes the number of the attempt.
/// - `x-request-id` becomes the request id, up to 200 bytes of it.
/// - The names given here become metadata, which clients pass on to the next hop.
///
/// Nothing else travels on by itself: credentials above all.
public struct ThriftPropagation: Sendable {
    /// The names of the headers that become metadata, in lower case.
    public var metadataNames: [String]

    /// The longest time that a client may ask for; `nil` takes any.
    public var maximumTimeout: Duration?

    /// Makes a propagation.
    ///
    /// - Parameters:
    ///   - metadataNames: The names of further headers that become metadata: `x-tenant`, `baggage`.
    ///   - maximumTimeout: The longest time that a client may ask for; `nil` takes any.
    public init(metadataNames: [String] = [], maximumTimeout: Duration? = nil) {
        self.metadataNames = metadataNames.map { $0.lowercased() }
        self.maximumTimeout = maximumTimeout
    }

    private static let maximumValueByteCount = 200

    func read(_ headers: ThriftHeaders, into context: inout RequestContext) {
        for entry in headers {
            var value = entry.value
            switch entry.name {
            case DeadlineField.name:
                guard let timeout = value.withUTF8({ DeadlineField.parse(UnsafeRawBufferPointer($0)) }) else {
                    continue
                }
                context.deadline = .after(maximumTimeout.map { min($0, timeout) } ?? timeout)
            case AttemptField.name:
                guard let attempt = value.withUTF8({ AttemptField.parse(UnsafeRawBufferPointer($0)) }) else { continue }
                context.receive(attempt: attempt)
            case RequestMetadata.requestID:
                context.requestID = Self.text(value)
            case let name where metadataNames.contains(name):
                context.metadata.add(name, Self.text(value))
            default:
                continue
            }
        }
    }

    private static func text(_ value: String) -> String {
        value.utf8.count <= maximumValueByteCount
            ? value : String(decoding: value.utf8.prefix(maximumValueByteCount), as: UTF8.self)
    }
}

extension ThriftHeaders {
    /// Writes what travels with a call to the next hop; what is there already was meant, and stays.
    mutating func propagate(_ context: RequestContext) {
        if let deadline = context.deadline, self[DeadlineField.name] == nil {
            self[DeadlineField.name] = DeadlineField.format(deadline.remaining())
        }
        if !context.isAttemptReceived, let attempt = AttemptField.format(attempt: context.attempt),
            self[AttemptField.name] == nil
        {
            self[AttemptField.name] = attempt
        }
        for entry in context.metadata
        where self[entry.name] == nil && entry.name != DeadlineField.name && entry.name != AttemptField.name {
            self[entry.name] = entry.value
        }
    }
}
