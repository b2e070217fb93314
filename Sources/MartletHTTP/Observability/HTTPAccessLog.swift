public import Logging
import Martlet

/// Writes a line for every request that a server has answered.
///
/// ```swift
/// configuration.observability.accessLog = HTTPAccessLog(logger)
/// // level=info msg=request bytes=12 duration_ms=0.071 method=POST path=/uppercase remote=127.0.0.1:51234 status=200
/// ```
///
/// The query is left out, as it may hold what is nobody's business; so are all fields but `User-Agent`, when it is asked for.
/// Trace and request ids are added by the metadata provider of the logger.
public struct HTTPAccessLog: Sendable {
    private let logger: Logger
    private let level: @Sendable (_ status: Int) -> Logger.Level?

    /// Whether lines have the `User-Agent` of the client.
    let includesUserAgent: Bool

    /// The longest path and user agent that is logged, in bytes; what is longer is cut.
    private static let maximumByteCount = 512

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - logger: Where to log.
    ///   - includesUserAgent: Whether lines have the `User-Agent` of the client.
    ///   - level: The level for a status; `nil` logs nothing. By default 500 and above are errors, and all others
    ///     information.
    public init(
        _ logger: Logger,
        includesUserAgent: Bool = false,
        level: @escaping @Sendable (_ status: Int) -> Logger.Level? = { $0 >= 500 ? .error : .info }
    ) {
        self.logger = logger
        self.includesUserAgent = includesUserAgent
        self.level = level
    }

    func write(_ request: ObservedRequest, _ answer: ObservedAnswer, duration: Int64) {
        guard let level = level(answer.status), level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = [
            "method": .string(request.method),
            "path": .string(Self.cut(request.path)),
            "status": .stringConvertible(answer.status),
            "bytes": .stringConvertible(answer.byteCount),
            "duration_ms": .milliseconds(nanoseconds: duration),
        ]
        if let remote = request.remoteAddress() { metadata["remote"] = .string(remote) }
        if let agent = request.userAgent { metadata["user_agent"] = .string(Self.cut(agent)) }
        if answer.isBrokenOff { metadata["broken_off"] = .stringConvertible(true) }
        logger.log(level: level, "request", metadata: metadata)
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= maximumByteCount ? text : String(decoding: text.utf8.prefix(maximumByteCount), as: UTF8.self)
    }
}
