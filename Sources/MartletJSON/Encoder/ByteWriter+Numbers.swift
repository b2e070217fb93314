extension Buffer where Element == UInt8 {
    @inline(__always)
    mutating func append<Integer: FixedWidthInteger>(number: Integer) {
        if Integer.bitWidth > 64 {
            append(ascii: number.description)
        } else {
            append(magnitude: UInt64(truncatingIfNeeded: number.magnitude), isNegative: number < 0)
        }
    }

    private mutating func append(magnitude: UInt64, isNegative: Bool) {
        // UInt64.max has 20 digits.
        append(atMost: 21) { output in
            var written = 0
            if isNegative {
                output[0] = UInt8(ascii: "-")
                written = 1
            }
            var power: UInt64 = 10
            written &+= 1
            while magnitude >= power {
                written &+= 1
                // The next power of ten doesn't fit.
                if written == 20 + (isNegative ? 1 : 0) {
                    break
                }
                power &*= 10
            }
            var rest = magnitude
            var position = written
            repeat {
                position &-= 1
                output[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            return written
        }
    }

    /// Writes a finite number with as few digits as tell it from its neighbours; whole numbers have no `.0`.
    ///
    /// - Returns: `false`, and nothing is written, if the number isn't finite.
    @inline(__always)
    mutating func append<Float: BinaryFloatingPoint & CustomStringConvertible>(number: Float) -> Bool {
        guard number.isFinite else { return false }
        // Below this, all whole numbers are exact and `description` uses no exponent.
        let limit: Float = Float.significandBitCount >= 52 ? 0x1p52 : 0x1p23
        if number.magnitude < limit, !(number == 0 && number.sign == .minus) {
            let whole = Int64(number)
            if Float(whole) == number {
                append(number: whole)
                return true
            }
        }
        if Float.self == Double.self, append(shortDecimal: Double(number)) {
            return true
        }
        let text = number.description
        append(ascii: text)
        if text.hasSuffix(".0") {
            truncate(to: count - 2)
        }
        return true
    }

    /// Writes a number that isn't whole and has at most four decimals and not more than thirteen digits.
    ///
    /// Two decimals of up to 15 digits are never the same `Double`. So if one of these gives `number`, no shorter one
    /// does, and it is what `description` would find with far more effort.
    ///
    /// - Returns: `false`, and nothing is written, if the number isn't one of these.
    private mutating func append(shortDecimal number: Double) -> Bool {
        guard number.magnitude < 1e9 else { return false }
        let scaled = Int64(number * 10_000)
        guard scaled != 0, Double(scaled) / 10_000 == number else { return false }
        if number < 0 {
            append(UInt8(ascii: "-"))
        }
        append(number: scaled.magnitude / 10_000)
        append(UInt8(ascii: "."))
        var decimals = scaled.magnitude % 10_000
        var unit: UInt64 = 1_000
        while decimals > 0 {
            append(UInt8(ascii: "0") + UInt8(decimals / unit))
            decimals %= unit
            unit /= 10
        }
        return true
    }

    mutating func append(ascii text: String) {
        text.utf8.span.withUnsafeBufferPointer { append($0) }
    }
}
