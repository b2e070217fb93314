import MartletMetrics

/// How numbers are written.
public struct GraphiteNumberFormat: Hashable, Sendable {
    private let hasSixDecimals: Bool

    /// As few digits as tell a number from all others: `12`, `0.25`. The default: small numbers keep their digits.
    ///
    /// Numbers from 1e-9 up to 1e21 have no exponent, as not every server reads one; beyond, `1e+300`.
    public static let shortest = GraphiteNumberFormat(hasSixDecimals: false)

    /// Always six decimals, as Go kit writes them: `12.000000`.
    public static let sixDecimals = GraphiteNumberFormat(hasSixDecimals: true)

    /// Writes a finite number.
    func append(_ value: Double, to bytes: inout [UInt8]) {
        if hasSixDecimals {
            DecimalText.appendSixDecimals(value, to: &bytes)
        } else {
            DecimalText.appendShortest(value, to: &bytes)
        }
    }
}
