/// A colour of a terminal: the eight that every terminal has, dark and bright.
public struct LogColor: Sendable, Hashable {
    let foreground: Int

    var background: Int { foreground + 10 }

    private init(_ foreground: Int) {
        self.foreground = foreground
    }

    /// What the terminal shows without colours.
    public static let standard = LogColor(39)

    /// Black.
    public static let black = LogColor(30)
    /// Dark red.
    public static let darkRed = LogColor(31)
    /// Dark green.
    public static let darkGreen = LogColor(32)
    /// Brown, which many terminals show as a dark yellow.
    public static let brown = LogColor(33)
    /// Dark blue.
    public static let darkBlue = LogColor(34)
    /// Dark magenta.
    public static let darkMagenta = LogColor(35)
    /// Dark cyan.
    public static let darkCyan = LogColor(36)
    /// Gray.
    public static let gray = LogColor(37)

    /// Dark gray.
    public static let darkGray = LogColor(90)
    /// Red.
    public static let red = LogColor(91)
    /// Green.
    public static let green = LogColor(92)
    /// Yellow.
    public static let yellow = LogColor(93)
    /// Blue.
    public static let blue = LogColor(94)
    /// Magenta.
    public static let magenta = LogColor(95)
    /// Cyan.
    public static let cyan = LogColor(96)
    /// White.
    public static let white = LogColor(97)
}
