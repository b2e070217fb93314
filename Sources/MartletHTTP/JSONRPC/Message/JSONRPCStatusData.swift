import Martlet

/// What `error.data` says when a service of this kit answers:
/// `{"status":"unavailable","retryAfterMilliseconds":1500,"unprocessed":true}`.
struct JSONRPCStatusData: Codable, Sendable {
    var status: String
    var details: [StatusBody.Detail]?
    var unprocessed: Bool?
    /// -1 says that trying again makes no sense.
    var retryAfterMilliseconds: Int64?

    init(_ status: Status) {
        let body = StatusBody(status)
        self.status = status.code.description
        details = body.details
        unprocessed = body.unprocessed
        retryAfterMilliseconds = status.retry.map { $0.delay?.milliseconds ?? -1 }
    }

    func apply(to status: inout Status) {
        guard let code = Status.Code(name: self.status) else { return }
        status.code = code
        status.details = (details ?? []).map { .init(type: $0.type, value: Array($0.value)) }
        status.delivery = unprocessed == true ? .unprocessed : .unknown
        status.retry = retryAfterMilliseconds.map { $0 < 0 ? .never : .after(.milliseconds($0)) }
    }

    /// The number that stands for a code.
    static func number(of code: Status.Code) -> Int {
        switch code {
        case .unknown, .internal: JSONRPCError.internalErrorCode
        // Those of later days have numbers outside of the range that belongs to the protocol.
        default: code.rawValue < 100 ? -32_000 - code.rawValue : code.rawValue
        }
    }

    /// The code that a number stands for when the data does not name one.
    static func code(for number: Int) -> Status.Code {
        switch number {
        case JSONRPCError.parseErrorCode, JSONRPCError.invalidRequestCode, JSONRPCError.invalidParamsCode:
            .invalidArgument
        case JSONRPCError.methodNotFoundCode: .unimplemented
        case JSONRPCError.internalErrorCode: .internal
        // Other peers mean by the numbers of servers and of applications whatever they like.
        default: .unknown
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflows ? .max : product &+ attoseconds / 1_000_000_000_000_000
    }
}
