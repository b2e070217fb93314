import HTTPTypes
import Martlet
import MartletHTTP
import MartletJSON
import NIOCore

/// What answers mean that are no success.
enum EtcdFailure {
    /// The body of an answer that is none; the same text is in both, and `error` in every version.
    private struct Body: Decodable {
        var error: String?
        var message: String?
        var code: Int?
    }

    /// The characters of a foreign text that are worth being in a log.
    private static let maximumMessageLength = 200

    static func status(of response: IncomingResponse) -> Status {
        let bytes = Array(response.body.readableBytesView.prefix(64 * 1_024))
        guard let body = try? JSONCodec().decode(Body.self, from: bytes), let code = body.code else {
            let status = response.status.code
            let isAway = status == 429 || status == 502 || status == 503 || status == 504
            // What a proxy or something else that is not etcd says is of no use, and may hold anything.
            return Status(isAway ? .unavailable : .internal, "etcd: HTTP status \(status) without a reason of etcd")
        }
        return status(code: code, message: body.message ?? body.error ?? "")
    }

    /// - Parameters:
    ///   - code: A number of gRPC.
    ///   - message: The text of etcd, which decides where the number does not.
    static func status(code: Int?, message: String) -> Status {
        var canonical = code.flatMap(Status.Code.init(rawValue:)) ?? .unknown
        // etcd says `invalidArgument` to who has no token, a wrong password, or a token of before a change of roles.
        if credentialTexts.contains(where: message.contains) { canonical = .unauthenticated }
        if message.contains("no leader") || message.contains("leader changed") { canonical = .unavailable }
        return Status(canonical, "etcd: \(printable(message))")
    }

    /// What the reason says with which a watch was cancelled: `rpc error: code = PermissionDenied desc = …`.
    static func status(cancelReason reason: String) -> Status {
        if reason.contains("permission denied") { return Status(.permissionDenied, "etcd: \(printable(reason))") }
        let found = status(code: Status.Code.unavailable.rawValue, message: reason)
        return reason.isEmpty ? Status(.unavailable, "etcd: the watch was cancelled without a reason") : found
    }

    static func unreadable(_ error: any Error) -> Status {
        let reason = (error as? DecodingError).map { DecodingFailure($0).description } ?? "\(error)"
        return Status(.internal, "etcd: cannot read the answer: \(printable(reason))", underlying: error)
    }

    /// Whether another endpoint may do better: this one is away, has no leader, or is no etcd.
    static func isOfEndpoint(_ status: Status) -> Bool {
        [.unavailable, .deadlineExceeded, .internal, .unknown, .unimplemented].contains(status.code)
    }

    private static let credentialTexts = [
        "user name is empty", "auth token", "authentication failed", "revision of auth store is old",
    ]

    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(maximumMessageLength)
        return String(String.UnicodeScalarView(scalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}
