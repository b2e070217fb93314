import Logging

/// Which level a label has: a default and rules for names and what lies below them.
struct LevelRules: Sendable {
    var standard: Logger.Level
    private(set) var rules: [String: Logger.Level] = [:]

    /// Sets or, with `nil`, removes the rule of a name.
    mutating func set(_ level: Logger.Level?, for name: String) {
        rules[name] = level
    }

    /// The level of a label: that of the longest rule that is the label itself or a prefix that ends before a dot.
    func level(for label: String) -> Logger.Level {
        guard !rules.isEmpty else { return standard }
        var name = label[...]
        while true {
            if let level = rules[String(name)] { return level }
            guard let dot = name.lastIndex(of: ".") else { return standard }
            name = name[..<dot]
        }
    }
}
