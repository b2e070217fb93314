public import AsyncHTTPClient
import NIOCore

extension AsyncHTTPClientTransport {
    /// The configuration of a client that talks to services: what it does, the caller has asked for.
    ///
    /// - Redirects are not followed, since a service that redirects is not the one that was called; a 3xx is a failure.
    /// - Bodies are not unpacked, since a small body may become a large one.
    /// - A connection that cannot be made fails the call at once; whether to try again is for a retry to say, which
    ///   knows the deadline and other instances.
    /// - A connection must be made within 5 seconds.
    /// - Up to 128 connections per peer, where async-http-client has 8: a call waits for no other call.
    /// - No spans are made. Those of async-http-client would belong to no trace, since it works outside the task of the
    ///   call.
    ///
    /// Change a copy, for TLS for instance:
    ///
    /// ```swift
    /// var configuration = AsyncHTTPClientTransport.standardConfiguration
    /// configuration.tlsConfiguration = TLSConfiguration.makeClientConfiguration()
    /// configuration.tlsConfiguration?.trustRoots = .file("/etc/ssl/internal-ca.pem")
    /// configuration.tlsConfiguration?.certificateChain = certificates
    /// configuration.tlsConfiguration?.privateKey = .privateKey(key)
    /// ```
    public static var standardConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5)),
            decompression: .disabled
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        configuration.tracing.tracer = nil
        return configuration
    }
}
