public import Logging

/// What levels are called in lines.
public struct LevelNames: Sendable, Hashable {
    let names: [String]

    /// Makes names.
    ///
    /// - Parameter name: The name of a level.
    public init(_ name: (Logger.Level) -> String) {
        names = Logger.Level.allCases.map(name)
    }

    /// The names of swift-log: `trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`.
    public static let standard = LevelNames { $0.rawValue }

    /// The four levels of Go kit: `debug`, `info`, `warn`, `error`.
    public static let goKit = LevelNames {
        switch $0 {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }

    subscript(level: Logger.Level) -> String {
        names[level.severity]
    }
}

extension Logger.Level {
    /// Its place in the order, 0 for `trace` to 6 for `critical`.
    @inlinable
    var severity: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    @inlinable
    init(severity: UInt8) {
        switch severity {
        case 0: self = .trace
        case 1: self = .debug
        case 2: self = .info
        case 3: self = .notice
        case 4: self = .warning
        case 5: self = .error
        default: self = .critical
        }
    }
}
