public import Logging

extension AddService {
    /// The same service, with a log line for every call.
    public func logging(to logger: Logger) -> some AddService {
        LoggingAddService(base: self, logger: logger)
    }
}

/// Middleware of a service is a plain conformance to the service's own protocol, around another one. It sees the domain:
/// here what went in and what came out.
private struct LoggingAddService<Base: AddService>: AddService {
    let base: Base
    let logger: Logger

    func sum(_ a: Int64, _ b: Int64) async throws -> Int64 {
        try await logged("sum", "\(a)", "\(b)") { try await base.sum(a, b) }
    }

    func concat(_ a: String, _ b: String) async throws -> String {
        try await logged("concat", excerpt(a), excerpt(b)) { try await base.concat(a, b) }
    }

    private func logged<Output>(
        _ method: String,
        _ a: @autoclosure () -> String,
        _ b: @autoclosure () -> String,
        _ call: () async throws -> Output
    ) async throws -> Output {
        do {
            let output = try await call()
            logger.info("called", metadata: ["method": "\(method)", "a": "\(a())", "b": "\(b())", "v": "\(output)"])
            return output
        } catch {
            logger.info("called", metadata: ["method": "\(method)", "a": "\(a())", "b": "\(b())", "err": "\(error)"])
            throw error
        }
    }

    /// Quoted, so that nobody can write lines of their own into the log, and short, so that nobody can fill it.
    private func excerpt(_ text: String) -> String {
        String(reflecting: text.prefix(100))
    }
}
