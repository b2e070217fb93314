public import Logging

extension StringService {
    /// The same service, with a log line for every call.
    public func logging(to logger: Logger) -> some StringService {
        LoggingStringService(base: self, logger: logger)
    }
}

/// Middleware of a service is a plain conformance to the service's own protocol, around another one. It sees the domain:
/// here what went in and what came out.
private struct LoggingStringService<Base: StringService>: StringService {
    let base: Base
    let logger: Logger

    func uppercase(_ text: String) async throws -> String {
        let start = ContinuousClock.now
        do {
            let output = try await base.uppercase(text)
            log("uppercase", text, ["output": "\(excerpt(output))"], since: start)
            return output
        } catch {
            log("uppercase", text, ["error": "\(error)"], since: start)
            throw error
        }
    }

    func count(_ text: String) async -> Int {
        let start = ContinuousClock.now
        let count = await base.count(text)
        log("count", text, ["output": "\(count)"], since: start)
        return count
    }

    private func log(
        _ method: String,
        _ input: String,
        _ outcome: Logger.Metadata,
        since start: ContinuousClock.Instant
    ) {
        // The metadata is made only if the logger takes the line.
        logger.info(
            "called",
            metadata: outcome.merging([
                "method": "\(method)",
                "input": "\(excerpt(input))",
                "took": "\(ContinuousClock.now - start)",
            ]) { outcome, _ in outcome }
        )
    }

    /// Quoted, so that nobody can write lines of their own into the log, and short, so that nobody can fill it.
    private func excerpt(_ text: String) -> String {
        String(reflecting: text.prefix(100))
    }
}
