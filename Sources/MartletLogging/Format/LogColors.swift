import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Chooses colours for lines by their level and metadata.
///
/// ```swift
/// let colors = LogColors.onTerminal(.error) { record in
///     record.metadata["err"] != nil ? .init(.red) : .none
/// }
/// let handler = LineLogHandler(label: "tool", format: .logfmt.colored(colors), writer: writer)
/// ```
///
/// The colours of a line end before its newline, so that they cannot run into what another program writes.
///
/// Source: ECMA-48, 8.3.117 SGR; the bright colours are the extension that all terminals of today know.
public struct LogColors: Sendable {
    /// The colours of one line.
    public struct Pair: Sendable, Hashable {
        /// The colour of the letters; `nil` leaves it.
        public var foreground: LogColor?

        /// The colour behind them; `nil` leaves it.
        public var background: LogColor?

        /// Makes a pair.
        ///
        /// - Parameters:
        ///   - foreground: The colour of the letters; `nil` leaves it.
        ///   - background: The colour behind them; `nil` leaves it.
        public init(_ foreground: LogColor?, on background: LogColor? = nil) {
            self.foreground = foreground
            self.background = background
        }

        /// No colours: the line is written without any codes.
        public static let none = Pair(nil)
    }

    private let choose: @Sendable (LogRecord) -> Pair

    /// Chooses colours in a way of your own, and without looking for a terminal.
    ///
    /// - Parameter choose: The colours of a line.
    public init(_ choose: @escaping @Sendable (LogRecord) -> Pair) {
        self.choose = choose
    }

    /// Red for errors, yellow for warnings, gray below information.
    public static let byLevel = LogColors { record in
        switch record.level {
        case .critical: Pair(.white, on: .darkRed)
        case .error: Pair(.red)
        case .warning: Pair(.yellow)
        case .notice, .info: .none
        case .debug, .trace: Pair(.darkGray)
        }
    }

    /// Colours if lines go to a terminal that shows them, and `nil` otherwise.
    ///
    /// There are none when the variable `NO_COLOR` is set and not empty, and when `TERM` is `dumb` or missing.
    ///
    /// Source: [NO_COLOR](https://no-color.org).
    ///
    /// - Parameters:
    ///   - stream: Where lines go.
    ///   - environment: Reads a variable of the environment; tests pass their own.
    ///   - colors: The colours.
    public static func onTerminal(
        _ stream: StandardStream,
        environment: (String) -> String? = LogColors.variable,
        _ colors: LogColors = .byLevel
    ) -> LogColors? {
        isWanted(isTerminal: isatty(stream.descriptor) == 1, environment: environment) ? colors : nil
    }

    /// Reads a variable of the process's environment.
    public static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    static func isWanted(isTerminal: Bool, environment: (String) -> String?) -> Bool {
        guard isTerminal, environment("NO_COLOR") ?? "" == "" else { return false }
        guard let terminal = environment("TERM") else { return false }
        return terminal != "dumb" && !terminal.isEmpty
    }

    static let reset: StaticString = "\u{1B}[0m"

    /// What stands in front of a line.
    func codes(for record: LogRecord) -> String {
        let pair = choose(record)
        let codes = [pair.foreground?.foreground, pair.background?.background].compactMap { $0 }
        return codes.isEmpty ? "" : "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
    }
}
