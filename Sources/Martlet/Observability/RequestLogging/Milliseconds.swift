/// A duration as logs show it: milliseconds with three digits, a number to whatever reads the lines.
package struct Milliseconds: CustomStringConvertible, Sendable {
    private let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// `12.034`, made without the formatters of Foundation, which take longer than most calls.
    package var description: String {
        let microseconds = max(nanoseconds, 0) / 1000
        let fraction = microseconds % 1000
        let zeros = fraction < 10 ? "00" : fraction < 100 ? "0" : ""
        return "\(microseconds / 1000).\(zeros)\(fraction)"
    }
}
