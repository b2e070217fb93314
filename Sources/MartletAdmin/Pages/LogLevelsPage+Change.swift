import Logging
import Martlet
import MartletLogging

extension LogLevels {
    /// - Throws: `Status` with `invalidArgument` when the level is none, or missing where it is needed.
    func apply(_ change: LogLevelChange) throws {
        let level: Logger.Level?
        do {
            level = try change.level.map { try Logger.Level(parsing: $0) }
        } catch {
            throw Status(.invalidArgument, "\(error)")
        }
        if let label = change.label {
            set(level, for: label)
        } else if let level {
            standard = level
        } else {
            throw Status(.invalidArgument, "name a level, or the label whose level goes")
        }
    }
}
