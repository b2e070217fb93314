import Martlet
import NIOHTTP2

extension Status.Code {
    /// What an answer stands for that is HTTP and not gRPC: from a proxy, or from a server that knows no gRPC.
    ///
    /// Source: [HTTP to gRPC status code mapping](https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md).
    ///
    /// - Parameter status: The status of HTTP.
    init(ofForeignAnswer status: Int) {
        switch status {
        case 400: self = .internal
        case 401: self = .unauthenticated
        case 403: self = .permissionDenied
        case 404: self = .unimplemented
        case 429, 502, 503, 504: self = .unavailable
        default: self = .unknown
        }
    }

    /// What the reset of a stream stands for.
    ///
    /// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), "Errors".
    ///
    /// - Parameter code: The code of RST_STREAM.
    init(ofReset code: NIOHTTP2.HTTP2ErrorCode) {
        switch code {
        case .refusedStream: self = .unavailable
        case .cancel: self = .cancelled
        case .enhanceYourCalm: self = .resourceExhausted
        case .inadequateSecurity: self = .permissionDenied
        case .streamClosed: self = .unknown
        default: self = .internal
        }
    }
}
