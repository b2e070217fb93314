import Martlet
import MartletHTTP
import NIOSSL
import Synchronization

/// Makes a transport and shuts it down.
///
/// - Parameter authority: The path of the certificate to trust, for TLS.
func withTransport<Result: Sendable>(
    trusting authority: String? = nil,
    _ body: (NIOHTTPTransport) async throws -> Result
) async throws -> Result {
    var configuration = NIOHTTPTransport.Configuration()
    if let authority { configuration.tls.trustRoots = .file(authority) }
    let transport = NIOHTTPTransport(configuration: configuration)
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

/// Counts requests on their way.
final class CountingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let kept = Mutex<[String]>([])

    init(_ base: any HTTPTransport) { self.base = base }

    /// Path and query of each request.
    var targets: [String] { kept.withLock { $0 } }

    /// How many requests for instances there were.
    var watchCount: Int { targets.count { $0.hasPrefix("/v1/health/") } }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let target = try request.target()
        kept.withLock { $0.append(target) }
        return try await base.send(request, deadline: deadline)
    }
}
