import Martlet
import MartletHTTP1
import NIOCore
import NIOPosix
import NIOSSL

/// What the errors of NIO, TLS and the codec mean.
///
/// The messages name no addresses, since a status may travel on; the underlying error does.
package enum HTTPClientFailure {
    /// Makes the error that the caller sees.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - wasSent: Whether the head of the request has left.
    ///   - connectReason: Why there is no connection, if that is known better than this does.
    package static func status(of error: any Error, wasSent: Bool, connectReason: String? = nil) -> any Error {
        if error is Status || error is CancellationError { return error }
        if !wasSent {
            // Sending again is safe: the peer cannot have acted on a head that it has not received whole.
            let message = "cannot connect: \(connectReason ?? reason(error))"
            return Status(.unavailable, message, delivery: .unprocessed, underlying: error)
        }
        if let refusal = error as? HTTP1Refusal { return invalid(refusal) }
        return Status(.unavailable, "the connection broke off before the answer was complete", underlying: error)
    }

    /// An answer that is not HTTP. Not `unavailable`: the peer has acted on the request, and would say the same again.
    package static func invalid(_ error: any Error) -> Status {
        Status(.internal, "the answer is not valid HTTP: \(error)", underlying: error)
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard let first = error.connectionErrors.first else { return "the name of the host cannot be resolved" }
            return reason(first.error)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return "connection refused"
        case ChannelError.connectTimeout:
            return "connect timeout"
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return "the TLS handshake failed"
        default:
            return "\(error)"
        }
    }
}
