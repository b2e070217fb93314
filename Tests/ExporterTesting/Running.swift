package import ServiceLifecycle
import ServiceLifecycleTestKit

/// Runs a service as long as a closure runs, then shuts it down gracefully and waits for its end.
package func running<Result: Sendable>(
    _ service: any Service,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await testGracefulShutdown { trigger in
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let result = try await body()
            trigger.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }
}
