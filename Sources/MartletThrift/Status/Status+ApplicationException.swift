public import Martlet
public import MartletThriftProtocol

// The form of a status on this wire, which has a kind of exceptions and a text.
//
// `not_found: no profile has the id 7` is what a peer prints that knows nothing of statuses, and what our client reads back. Only
// the sixteen canonical names count as codes. Details and hints about retrying have no place.

extension ThriftApplicationException {
    /// The exception that answers a call with a status: its kind by the code, and `code: message` as its text.
    ///
    /// - Parameter status: The status.
    public init(_ status: Status) {
        let code = Status.Code.all.contains(status.code) ? status.code : .unknown
        self.init(code == .unimplemented ? .unknownMethod : .internalError, "\(code): \(status.message)")
    }
}

extension Status {
    /// The status of an exception that answered a call: the code that its text begins with, or else one by its kind.
    ///
    /// - Parameter exception: The exception.
    public init(_ exception: ThriftApplicationException) {
        if let end = exception.message.firstRange(of: ": "), exception.kind.carriesStatus {
            let name = exception.message[..<end.lowerBound]
            if let code = Code.all.first(where: { $0.description == name }) {
                self.init(
                    code,
                    String(exception.message[end.upperBound...]),
                    delivery: exception.kind.delivery,
                    underlying: exception
                )
                return
            }
        }
        self.init(
            exception.kind.code,
            exception.message.isEmpty ? nil : exception.message,
            delivery: exception.kind.delivery,
            underlying: exception
        )
    }
}

extension ThriftApplicationException.Kind {
    fileprivate var carriesStatus: Bool {
        self == .unknown || self == .unknownMethod || self == .internalError || self == .protocolError
    }

    /// What a peer means that names no code.
    fileprivate var code: Status.Code {
        switch self {
        case .unknownMethod, .invalidTransform, .invalidProtocol, .unsupportedClientType: .unimplemented
        case .protocolError: .invalidArgument
        case .invalidMessageType, .wrongMethodName, .badSequenceID, .missingResult, .internalError: .internal
        default: .unknown
        }
    }

    /// A server that knows no such method, or cannot read the message, has called nothing.
    fileprivate var delivery: Status.Delivery {
        switch self {
        case .unknownMethod, .invalidTransform, .invalidProtocol, .unsupportedClientType, .invalidMessageType:
            .unprocessed
        default: .unknown
        }
    }
}

/// Arguments that cannot be read: a mistake of the caller.
struct UndecodableArguments: StatusConvertible {
    let error: ThriftProtocolError

    var status: Status { Status(.invalidArgument, error.message, underlying: error) }

    var exception: ThriftApplicationException {
        ThriftApplicationException(.protocolError, "\(Status.Code.invalidArgument): \(error.message)")
    }
}
