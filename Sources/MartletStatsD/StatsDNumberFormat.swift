import MartletMetrics

/// How numbers are written.
public struct StatsDNumberFormat: Hashable, Sendable {
    private let hasSixDecimals: Bool

    /// As few digits as tell a number from all others: `12`, `0.25`. The default: more lines fit into a datagram, and
    /// small numbers keep their digits.
    ///
    /// Numbers from 1e-9 up to 1e21 have no exponent, as not every server reads one; beyond, `1e+300`.
    public static let shortest = StatsDNumberFormat(hasSixDecimals: false)

    /// Always six decimals, as Go kit writes them: `12.000000`.
    public static let sixDecimals = StatsDNumberFormat(hasSixDecimals: true)

    /// Writes a finite number.
    func append(_ value: Double, to bytes: inout [UInt8]) {
        if hasSixDecimals {
            DecimalText.appendSixDecimals(value, to: &bytes)
        } else {
            DecimalText.appendShortest(value, to: &bytes)
        }
    }

    /// Writes a sample rate: a number above 0 that is never written as 0, by which servers divide.
    func append(rate: Double, to bytes: inout [UInt8]) {
        if rate < 0.000_001 {
            DecimalText.appendShortest(rate, to: &bytes)
        } else {
            append(rate, to: &bytes)
        }
    }
}
