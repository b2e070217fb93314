public import Logging

/// How urgent a message of syslog is.
///
/// Source: [RFC 5424, 6.2.1](https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1).
public struct SyslogSeverity: Sendable, Hashable {
    let code: Int

    private init(_ code: Int) { self.code = code }

    /// The system cannot be used.
    public static let emergency = SyslogSeverity(0)
    /// Somebody must act at once.
    public static let alert = SyslogSeverity(1)
    /// Critical conditions.
    public static let critical = SyslogSeverity(2)
    /// Errors.
    public static let error = SyslogSeverity(3)
    /// Warnings.
    public static let warning = SyslogSeverity(4)
    /// Normal, but of significance.
    public static let notice = SyslogSeverity(5)
    /// Information.
    public static let informational = SyslogSeverity(6)
    /// For developers.
    public static let debug = SyslogSeverity(7)

    /// The severity of a level: each has its own, but `trace`, which is debug.
    ///
    /// - Parameter level: The level.
    public init(_ level: Logger.Level) {
        switch level {
        case .trace, .debug: self = .debug
        case .info: self = .informational
        case .notice: self = .notice
        case .warning: self = .warning
        case .error: self = .error
        case .critical: self = .critical
        }
    }
}

/// Which kind of program a message of syslog comes from.
///
/// Source: [RFC 5424, 6.2.1](https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1).
public struct SyslogFacility: Sendable, Hashable {
    let code: Int

    private init(_ code: Int) { self.code = code }

    /// Programs of users.
    public static let user = SyslogFacility(1)
    /// Services of the system.
    public static let daemon = SyslogFacility(3)
    /// Security and authorization, readable by few.
    public static let authorization = SyslogFacility(10)

    /// What an installation decides about: local0 to local7.
    ///
    /// - Parameter number: 0 to 7; other numbers are brought into this range.
    public static func local(_ number: Int) -> SyslogFacility {
        SyslogFacility(16 + min(max(number, 0), 7))
    }
}
