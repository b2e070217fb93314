import AsyncHTTPClient
import Martlet
import MartletHTTP1
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What the errors of async-http-client, NIO, TLS and our own codec mean.
///
/// The messages name no addresses, since a status may travel on; the underlying error does.
enum HTTPClientFailure {
    /// - Parameters:
    ///   - error: The error.
    ///   - wasSent: Whether the head of the request has left.
    static func status(of error: any Error, wasSent: Bool) -> any Error {
        let clientError = error as? HTTPClientError
        if error is Status || error is CancellationError { return error }
        if let clientError, misuses.contains(clientError) {
            return Status(.internal, "cannot send the request: \(clientError.shortDescription)", underlying: error)
        }
        if clientError == .alreadyShutdown || clientError == .cancelled {
            // This process is on its way out: nothing is gained by trying again.
            return Status(.unavailable, "the HTTP client has been shut down", retry: .never, underlying: error)
        }
        if !wasSent {
            // Sending again is safe: the peer cannot have acted on a head that it has not received whole.
            let message = "cannot connect: \(connectReason(error))"
            return Status(.unavailable, message, delivery: .unprocessed, underlying: error)
        }
        if let refusal = error as? HTTP1Refusal {
            return Status(.internal, "the answer is not valid HTTP: \(refusal)", underlying: error)
        }
        if clientError == .deadlineExceeded {
            return Status(.deadlineExceeded, underlying: error)
        }
        if clientError == .readTimeout || clientError == .writeTimeout {
            return Status(.deadlineExceeded, "the connection was idle for too long", underlying: error)
        }
        if let error = error as? HTTPParserError, error != .invalidEOFState {
            // Not `unavailable`: the peer has acted on the request, and would say the same again.
            return Status(.internal, "the answer is not valid HTTP: \(error)", underlying: error)
        }
        return Status(.unavailable, "the connection broke off before the answer was complete", underlying: error)
    }

    /// The errors that say something about the request itself.
    private static let misuses: [HTTPClientError] = [
        .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath, .traceRequestWithBody, .bodyLengthMismatch,
        .identityCodingIncorrectlyPresent,
    ]

    private static func connectReason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard let first = error.connectionErrors.first else { return "the name of the host cannot be resolved" }
            return connectReason(first.error)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return "connection refused"
        case let error as HTTPClientError:
            return error.shortDescription.lowercased()
        case ChannelError.connectTimeout:
            return "connect timeout"
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return "the TLS handshake failed"
        default:
            return "\(error)"
        }
    }
}
