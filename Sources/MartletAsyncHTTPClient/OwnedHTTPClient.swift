import AsyncHTTPClient
import NIOCore
import Synchronization

/// A client that must be shut down once. Releasing it does so too: a program that ends with an error before its
/// services run would otherwise stop at an assertion in async-http-client and hide the error.
final class OwnedHTTPClient: Sendable {
    private let client: HTTPClient
    private let isShutDown = Atomic(false)

    init(_ client: HTTPClient) {
        self.client = client
    }

    deinit {
        guard !isShutDown.exchange(true, ordering: .relaxed) else { return }
        // It keeps the client alive until it is done, and there is nobody left to wait for it.
        client.shutdown { _ in }
    }

    func shutdown() async throws {
        guard !isShutDown.exchange(true, ordering: .relaxed) else { return }
        try await client.shutdown()
    }
}
