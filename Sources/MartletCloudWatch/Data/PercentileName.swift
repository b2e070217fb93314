/// The ends of the names of percentiles: `_50` of 0.5, `_99.9` of 0.999.
enum PercentileName {
    /// The quantile in percent, in as few digits as the quantile itself has, since the point is moved in the decimal
    /// form: 0.29 is `29`, and not `28.999999999999996`, which is what 0.29 × 100 is in binary.
    static func suffix(_ quantile: Double) -> String {
        guard quantile.isFinite, quantile > 0 else { return "_0" }
        let text = quantile.description.utf8
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        let exponent = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
        var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        // How many of the digits are before the point, two places further.
        var point = whole.count + exponent + 2
        while point > digits.count { digits.append(UInt8(ascii: "0")) }
        while point < 1 {
            digits.insert(UInt8(ascii: "0"), at: 0)
            point += 1
        }
        while point > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            point -= 1
        }
        while digits.count > point, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let fraction = digits[point...]
        let percent = String(decoding: digits[..<point], as: UTF8.self)
        return fraction.isEmpty ? "_\(percent)" : "_\(percent).\(String(decoding: fraction, as: UTF8.self))"
    }
}
