public import Logging
import Synchronization

/// The levels of all loggers of a program, by label, to be changed while it runs.
///
/// ```swift
/// let levels = LogLevels(.info)
/// let logger = Logger(label: "shop.http.server") {
///     LineLogHandler(label: $0, writer: writer, levels: levels)
/// }
/// levels.set(.debug, for: "shop.http")  // also shop.http.server, at once
/// levels.set(nil, for: "shop.http")     // back to the default
/// ```
///
/// A rule covers its label and those below it, parted by dots; the longest rule decides. Reading the level costs a
/// logger one load, whatever rules there are. A level that is set on a `Logger` itself (`logger.logLevel = .trace`)
/// stays with that value and its copies, as swift-log wants it, and is not seen here.
///
/// Give the admin port the same value to see and change levels from outside.
public final class LogLevels: Sendable {
    fileprivate struct Loggers {
        var rules: LevelRules
        // Weak: a label that no logger has any more need not be remembered. Labels may be made for each request.
        var cells: [String: WeakCell] = [:]
        var pruneAt = 64
        var temporary: [String: (id: Int, before: Logger.Level?)] = [:]
        var lastID = 0
    }

    fileprivate struct WeakCell {
        weak var cell: LevelCell?
    }

    fileprivate let loggers: Mutex<Loggers>

    /// Makes levels.
    ///
    /// - Parameters:
    ///   - standard: The level of labels that no rule covers.
    ///   - rules: The levels of labels and those below them.
    public init(_ standard: Logger.Level = .info, rules: [String: Logger.Level] = [:]) {
        var levels = LevelRules(standard: standard)
        for (name, level) in rules { levels.set(level, for: name) }
        loggers = Mutex(Loggers(rules: levels))
    }

    /// The level of labels that no rule covers.
    public var standard: Logger.Level {
        get { loggers.withLock { $0.rules.standard } }
        set { change { $0.rules.standard = newValue } }
    }

    /// Sets the level of a label and those below it.
    ///
    /// - Parameters:
    ///   - level: The level; `nil` removes the rule.
    ///   - name: The label, or what it begins with up to a dot.
    public func set(_ level: Logger.Level?, for name: String) {
        change {
            $0.temporary[name] = nil
            $0.rules.set(level, for: name)
        }
    }

    /// Sets the level of a label and those below it for a time, and then puts back what was before. Returns when the
    /// time is over or the task is cancelled.
    ///
    /// The level stays when it has been set again meanwhile.
    ///
    /// - Parameters:
    ///   - level: The level.
    ///   - name: The label, or what it begins with up to a dot.
    ///   - duration: For how long.
    ///   - clock: The clock; tests pass a manual one.
    public func set(
        _ level: Logger.Level,
        for name: String,
        during duration: Duration,
        clock: some Clock<Duration> = ContinuousClock()
    ) async {
        var id = 0
        change {
            $0.lastID += 1
            id = $0.lastID
            // A second time-limited change takes the first one's place, and puts back what was before both.
            $0.temporary[name] = (id, $0.temporary[name].map(\.before) ?? $0.rules.rules[name])
            $0.rules.set(level, for: name)
        }
        try? await clock.sleep(for: duration)
        change {
            guard let temporary = $0.temporary[name], temporary.id == id else { return }
            $0.temporary[name] = nil
            $0.rules.set(temporary.before, for: name)
        }
    }

    /// The level that loggers of a label have.
    public func level(for label: String) -> Logger.Level {
        loggers.withLock { $0.rules.level(for: label) }
    }

    /// The rules by name.
    public var rules: [String: Logger.Level] {
        loggers.withLock { $0.rules.rules }
    }

    /// The labels of all loggers that exist, in order, with the level that each has.
    public var current: [(label: String, level: Logger.Level)] {
        loggers.withLock { loggers in
            loggers.cells.filter { $0.value.cell != nil }
                .map { ($0.key, loggers.rules.level(for: $0.key)) }
                .sorted { $0.0 < $1.0 }
        }
    }

    /// The cell of a label, made when there is none.
    func cell(for label: String) -> LevelCell {
        loggers.withLock { loggers in
            if let cell = loggers.cells[label]?.cell { return cell }
            if loggers.cells.count >= loggers.pruneAt {
                loggers.cells = loggers.cells.filter { $0.value.cell != nil }
                loggers.pruneAt = max(64, loggers.cells.count * 2)
            }
            let cell = LevelCell(loggers.rules.level(for: label))
            loggers.cells[label] = WeakCell(cell: cell)
            return cell
        }
    }

    private func change(_ body: (inout Loggers) -> Void) {
        loggers.withLock { loggers in
            body(&loggers)
            for (label, entry) in loggers.cells { entry.cell?.level = loggers.rules.level(for: label) }
        }
    }
}

extension LogLevels {
    /// How many labels are remembered.
    var cellCount: Int {
        loggers.withLock { $0.cells.count }
    }
}
