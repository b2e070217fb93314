/// A histogram as Circonus keeps it: how many values begin with which two decimal digits, at which power of ten.
///
/// The value 0.0123 is in the bin 1.2e-02, which reaches to 1.3e-02, and so is every value between. Bins of several
/// services or intervals can be added up without loss. Source: <https://arxiv.org/abs/2001.06561>, and circllhist for
/// the range of the exponents.
struct CirconusHistogram: Equatable {
    /// A bin, by its bound that is nearer to zero.
    struct Bin: Hashable, Comparable {
        /// The two digits, -99 to -10 and 10 to 99; 0 for the bin of zero.
        let digits: Int

        /// The power of ten of the first digit.
        let exponent: Int

        /// `1.2e-02`
        var text: String {
            let sign = digits < 0 ? "-" : ""
            let magnitude = abs(exponent)
            return "\(sign)\(abs(digits) / 10).\(abs(digits) % 10)e\(exponent < 0 ? "-" : "+")"
                + (magnitude < 10 ? "0" : "") + "\(magnitude)"
        }

        static func < (left: Bin, right: Bin) -> Bool {
            if left.digits.signum() != right.digits.signum() { return left.digits < right.digits }
            let isNegative = left.digits < 0
            if left.exponent != right.exponent { return (left.exponent < right.exponent) != isNegative }
            return left.digits < right.digits
        }
    }

    private static let exponents = -128...127

    private(set) var bins: [Bin: UInt64] = [:]

    /// The values that have no bin: what is no number or larger than all bins.
    private(set) var refused: UInt64 = 0

    /// Adds a value some times.
    mutating func record(_ value: Double, count: UInt64 = 1) {
        guard count > 0 else { return }
        guard let bin = Self.bin(of: value) else {
            refused = refused.addingReportingOverflow(count).partialValue
            return
        }
        let (sum, overflow) = bins[bin, default: 0].addingReportingOverflow(count)
        bins[bin] = overflow ? .max : sum
    }

    /// Lets each value stand for so many.
    mutating func scale(by weight: Double) {
        bins = bins.mapValues { UInt64(min((Double($0) * weight).rounded(), 0x1p63)) }
    }

    /// `H[1.2e-02]=3`, in the order of the bins.
    var texts: [String] {
        bins.sorted { $0.key < $1.key }.map { "H[\($0.key.text)]=\($0.value)" }
    }

    /// The bin of a value.
    ///
    /// The digits are those that the value is written with, not those of divisions: 0.29 is in 2.9e-01, whatever its
    /// binary form is.
    static func bin(of value: Double) -> Bin? {
        guard value.isFinite else { return nil }
        guard value != 0 else { return Bin(digits: 0, exponent: 0) }
        let (leading, exponent) = leadingDigits(value.magnitude)
        guard exponent <= exponents.upperBound else { return nil }
        // What is too small for a bin is as good as zero.
        guard exponent >= exponents.lowerBound else { return Bin(digits: 0, exponent: 0) }
        return Bin(digits: value < 0 ? -leading : leading, exponent: exponent)
    }

    /// The first two digits of a positive number, and the power of ten of the first.
    private static func leadingDigits(_ value: Double) -> (digits: Int, exponent: Int) {
        let text = value.description.utf8
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        var exponent = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
        exponent += mantissa.prefix { $0 != UInt8(ascii: ".") }.count - 1
        let all = mantissa.filter { $0 != UInt8(ascii: ".") }
        let digits = all.drop { $0 == UInt8(ascii: "0") }
        exponent -= all.count - digits.count
        let first = digits.first.map { Int($0) - 48 } ?? 0
        let second = digits.dropFirst().first.map { Int($0) - 48 } ?? 0
        return (10 * first + second, exponent)
    }
}
