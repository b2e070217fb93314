import AsyncHTTPClient
import Martlet
import MartletHTTP
import NIOHTTP1

/// What the errors of async-http-client mean; those of NIO mean what they do for every client.
enum AsyncHTTPClientFailure {
    /// - Parameters:
    ///   - error: The error.
    ///   - wasSent: Whether the head of the request has left.
    static func status(of error: any Error, wasSent: Bool) -> any Error {
        let clientError = error as? HTTPClientError
        if let clientError, misuses.contains(clientError) {
            return Status(.internal, "cannot send the request: \(clientError.shortDescription)", underlying: error)
        }
        if clientError == .alreadyShutdown || clientError == .cancelled {
            // This process is on its way out: nothing is gained by trying again.
            return Status(.unavailable, "the HTTP client has been shut down", retry: .never, underlying: error)
        }
        if wasSent {
            if clientError == .deadlineExceeded { return Status(.deadlineExceeded, underlying: error) }
            if clientError == .readTimeout || clientError == .writeTimeout {
                return Status(.deadlineExceeded, "the connection was idle for too long", underlying: error)
            }
            if let error = error as? HTTPParserError, error != .invalidEOFState {
                return HTTPClientFailure.invalid(error)
            }
        }
        let reason = clientError?.shortDescription.lowercased()
        return HTTPClientFailure.status(of: error, wasSent: wasSent, connectReason: reason)
    }

    /// The errors that say something about the request itself.
    private static let misuses: [HTTPClientError] = [
        .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath, .traceRequestWithBody, .bodyLengthMismatch,
        .identityCodingIncorrectlyPresent,
    ]
}
