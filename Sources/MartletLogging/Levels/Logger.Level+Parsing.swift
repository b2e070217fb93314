public import Logging

/// A text that is no level.
public struct InvalidLogLevel: Error, Hashable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// What is wrong, and which texts are right.
    public var description: String {
        "invalid log level \"\(text.prefix(40))\": expected trace, debug, info, notice, warning, error or critical"
    }
}

extension Logger.Level {
    /// Reads the name of a level, as from a flag or an address of the admin port.
    ///
    /// Space around it and the case of letters do not matter; `warn` is `warning`, as in Go kit.
    ///
    /// ```swift
    /// let level = try Logger.Level(parsing: "WARN")
    /// let level = (try? Logger.Level(parsing: text)) ?? .info
    /// ```
    ///
    /// - Parameter text: The name.
    /// - Throws: ``InvalidLogLevel`` when it is none.
    public init(parsing text: String) throws(InvalidLogLevel) {
        let name = String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ")).lowercased()
        if name == "warn" {
            self = .warning
        } else if let level = Logger.Level(rawValue: name) {
            self = level
        } else {
            throw InvalidLogLevel(text: text)
        }
    }
}
