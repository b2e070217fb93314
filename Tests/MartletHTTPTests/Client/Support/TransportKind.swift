import AsyncHTTPClient
import Martlet
import MartletAsyncHTTPClient
import MartletHTTP
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

/// The transports that networks have. They keep the same promises.
enum TransportKind: CaseIterable {
    case asyncHTTPClient
    case nio

    /// The one that the test is about.
    @TaskLocal static var current = TransportKind.asyncHTTPClient

    /// - Parameter configuration: What of it both have.
    func make(
        _ configuration: HTTPClient.Configuration = AsyncHTTPClientTransport.standardConfiguration
    ) -> any ClosableTransport {
        switch self {
        case .asyncHTTPClient:
            AsyncHTTPClientTransport(configuration: configuration, group: .singletonMultiThreadedEventLoopGroup)
        case .nio:
            NIOHTTPTransport(
                configuration: .init {
                    if let timeout = configuration.timeout.connect {
                        $0.connectTimeout = .nanoseconds(timeout.nanoseconds)
                    }
                    if let tls = configuration.tlsConfiguration { $0.tls = tls }
                }
            )
        }
    }
}

/// A transport that can be shut down by hand.
protocol ClosableTransport: HTTPTransport, Service {
    func shutdown() async throws
}

extension AsyncHTTPClientTransport: ClosableTransport {}

extension NIOHTTPTransport: ClosableTransport {}

/// Runs each test once for each transport.
struct EachTransport: TestTrait, SuiteTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        for kind in TransportKind.allCases {
            try await TransportKind.$current.withValue(kind) { try await function() }
        }
    }
}

extension Trait where Self == EachTransport {
    static var eachTransport: EachTransport { EachTransport() }
}
