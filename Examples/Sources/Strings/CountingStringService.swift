import Synchronization

extension StringService {
    /// The same service, counted.
    public func counting(in counts: CallCounts) -> some StringService {
        CountingStringService(base: self, counts: counts)
    }
}

private struct CountingStringService<Base: StringService>: StringService {
    let base: Base
    let counts: CallCounts

    func uppercase(_ text: String) async throws -> String {
        var failed = true
        defer { counts.add(\.uppercase, failed: failed) }
        let output = try await base.uppercase(text)
        failed = false
        return output
    }

    func count(_ text: String) async -> Int {
        defer { counts.add(\.count) }
        return await base.count(text)
    }
}

/// Counts calls. A service of your own would hand its numbers to a metrics backend instead.
public final class CallCounts: Sendable {
    private let stats = Mutex(StringStats())

    /// Makes counts of zero.
    public init() {}

    /// The counts at this moment.
    public var current: StringStats {
        stats.withLock { $0 }
    }

    func add(_ method: WritableKeyPath<StringStats, StringStats.Method>, failed: Bool = false) {
        stats.withLock {
            $0[keyPath: method].calls += 1
            $0[keyPath: method].errors += failed ? 1 : 0
        }
    }
}

/// How often each method was called.
public struct StringStats: Codable, Hashable, Sendable {
    /// The calls of one method.
    public struct Method: Codable, Hashable, Sendable {
        /// All calls.
        public var calls = 0

        /// Those that threw.
        public var errors = 0
    }

    /// ``StringService/uppercase(_:)``
    public var uppercase = Method()

    /// ``StringService/count(_:)``
    public var count = Method()
}
