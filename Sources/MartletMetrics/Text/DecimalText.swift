/// Writes finite numbers as ASCII, without Foundation and without a locale.
package enum DecimalText {
    /// As `%f` of C and Go does: always six decimals, rounded half to even. Zero has no sign.
    package static func appendSixDecimals(_ value: Double, to bytes: inout [UInt8]) {
        let magnitude = value.magnitude
        guard magnitude < 0x1p63 else { return appendLarge(value, to: &bytes) }
        var whole = UInt64(magnitude)
        var millionths = millionths(of: magnitude - Double(whole))
        if millionths == 1_000_000 { (whole, millionths) = (whole + 1, 0) }
        if value < 0, whole != 0 || millionths != 0 { bytes.append(UInt8(ascii: "-")) }
        append(whole, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(millionths, digits: 6, to: &bytes)
    }

    /// As few digits as tell this number from all others: `12`, `0.25`, `-3.5`. Zero has no sign.
    ///
    /// Without an exponent from 1e-9 up to 1e21, as not every server reads one; with one beyond (`1e+300`), as
    /// hundreds of digits help nobody.
    package static func appendShortest(_ value: Double, to bytes: inout [UInt8]) {
        if let integer = Int64(exactly: value), integer.magnitude < 1 << 53 {
            if integer < 0 { bytes.append(UInt8(ascii: "-")) }
            append(integer.magnitude, to: &bytes)
            return
        }
        let number = ShortestDigits(value)
        guard (-8...21).contains(number.point) else {
            bytes.append(contentsOf: value.description.utf8)
            return
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        number.append(to: &bytes)
    }

    static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        append(number, digits: 1, to: &bytes)
    }

    /// Writes a number with zeros before it up to so many digits, 20 or fewer.
    static func append(_ number: UInt64, digits: Int, to bytes: inout [UInt8]) {
        var rest = number
        let start = bytes.count
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder))
            rest = quotient
        } while rest != 0 || bytes.count - start < digits
        bytes[start...].reverse()
    }

    /// The nearest number of millionths to a fraction below 1, exact: no rounding before the last one.
    private static func millionths(of fraction: Double) -> UInt64 {
        // The fraction is `significand` / 2^`shift`; below 2^-74 there is nothing left.
        guard fraction >= 0x1p-74 else { return 0 }
        let significand = fraction.significandBitPattern | 1 << 52
        let shift = 52 - Int(fraction.exponent)
        let product = UInt128(significand) * 1_000_000
        let quotient = UInt64(truncatingIfNeeded: product >> shift)
        let rest = product & (UInt128(1) << shift - 1)
        let half = UInt128(1) << (shift - 1)
        let up = rest > half || rest == half && quotient & 1 == 1
        return up ? quotient + 1 : quotient
    }

    /// Numbers of 2^63 and more, which are integers, in all their digits.
    private static func appendLarge(_ value: Double, to bytes: inout [UInt8]) {
        // Nine digits each, the lowest first.
        let significand = value.significandBitPattern | 1 << 52
        var limbs = [significand % 1_000_000_000, significand / 1_000_000_000]
        var doublings = Int(value.exponent) - 52
        while doublings > 0 {
            let step = min(doublings, 29)
            var carry: UInt64 = 0
            for index in limbs.indices {
                let product = limbs[index] << step + carry
                limbs[index] = product % 1_000_000_000
                carry = product / 1_000_000_000
            }
            if carry > 0 { limbs.append(carry) }
            doublings -= step
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var isFirst = true
        for limb in limbs.reversed() where !isFirst || limb > 0 {
            append(limb, digits: isFirst ? 1 : 9, to: &bytes)
            isFirst = false
        }
        bytes.append(contentsOf: ".000000".utf8)
    }
}
