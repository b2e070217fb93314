import Logging
import MartletLogging

/// The answer of `/debug/log`: the default, the rules, and the loggers there are.
struct LogLevelsPage: Encodable {
    let standard: String
    let rules: [String: String]
    let loggers: [String: String]

    enum CodingKeys: String, CodingKey {
        case standard = "default"
        case rules, loggers
    }

    init(_ levels: LogLevels) {
        standard = levels.standard.rawValue
        rules = levels.rules.mapValues(\.rawValue)
        loggers = Dictionary(levels.current.map { ($0.label, $0.level.rawValue) }) { first, _ in first }
    }
}

/// What is sent to `/debug/log`: a level, and the label it is for, or none for the default. Without a level the rule of the
/// label goes.
struct LogLevelChange: Decodable, Sendable {
    let label: String?
    let level: String?
}
