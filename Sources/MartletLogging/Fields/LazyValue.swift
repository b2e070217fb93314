public import Logging

/// A value that is computed when a line is written: for the metadata of a logger whose value changes from line to line.
///
/// ```swift
/// logger[metadataKey: "in_flight"] = .lazy { "\(bulkhead.inFlight)" }
/// ```
///
/// The metadata of a single call needs none: swift-log evaluates it only for lines that pass.
public struct LazyValue: CustomStringConvertible, Sendable {
    private let value: @Sendable () -> String

    /// Makes a value.
    ///
    /// - Parameter value: Called once for each line, by the thread that logs.
    public init(_ value: @escaping @Sendable () -> String) {
        self.value = value
    }

    /// What the closure returns now.
    public var description: String { value() }
}

extension Logger.MetadataValue {
    /// A value that is computed when a line is written. See ``LazyValue``.
    ///
    /// - Parameter value: Called once for each line, by the thread that logs.
    public static func lazy(_ value: @escaping @Sendable () -> String) -> Logger.MetadataValue {
        .stringConvertible(LazyValue(value))
    }

    /// `null`: a value that is known to be missing.
    public static var null: Logger.MetadataValue {
        .stringConvertible(NullValue())
    }
}

/// `null` in the metadata of swift-log, which has no such value.
struct NullValue: CustomStringConvertible, Sendable {
    var description: String { "null" }
}
