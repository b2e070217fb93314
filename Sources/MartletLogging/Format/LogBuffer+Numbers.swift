extension LogBuffer {
    /// Appends a whole number in decimal digits.
    public mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    /// Appends a whole number in decimal digits.
    public mutating func append(decimal value: UInt64) {
        reserve(20)
        var digits = 1
        var limit: UInt64 = 10
        while digits < 20, value >= limit {
            digits += 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = next
        }
        var rest = value
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            base[count + place] = UInt8(truncatingIfNeeded: 48 + digit)
            rest = quotient
        }
        advance(by: digits)
    }

    /// Appends a number with exactly so many digits, zeros in front.
    @inline(__always)
    mutating func append(_ value: Int, digits: Int) {
        reserve(digits)
        var rest = value
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            base[count + place] = UInt8(truncatingIfNeeded: 48 + digit)
            rest = quotient
        }
        advance(by: digits)
    }

    /// Appends a number: the shortest digits that mean it, `1.5`, `1e-07`; `NaN`, `+Inf` and `-Inf` when it is not
    /// finite.
    public mutating func append(_ value: Double) {
        if value.isFinite {
            append(value.description)
        } else if value.isNaN {
            append("NaN" as StaticString)
        } else {
            append(value < 0 ? "-Inf" : "+Inf" as StaticString)
        }
    }

    /// Appends a duration as Go writes it: `1h2m3.5s`, `42ms`, `1.5µs`, `0s`.
    ///
    /// - Parameter duration: Exact to the nanosecond; what is smaller is cut off.
    public mutating func append(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = UInt64((attoseconds / 1_000_000_000).magnitude)
        if seconds < 0 || attoseconds < 0 { append(UInt8(ascii: "-")) }
        let whole = seconds.magnitude
        if whole == 0 {
            switch nanoseconds {
            case 0: append("0s" as StaticString)
            case ..<1_000:
                append(decimal: nanoseconds)
                append("ns" as StaticString)
            case ..<1_000_000: append(nanoseconds, per: 1_000, unit: "µs")
            default: append(nanoseconds, per: 1_000_000, unit: "ms")
            }
            return
        }
        let (hours, rest) = whole.quotientAndRemainder(dividingBy: 3600)
        if hours > 0 {
            append(decimal: hours)
            append(UInt8(ascii: "h"))
        }
        if whole >= 60 {
            append(decimal: rest / 60)
            append(UInt8(ascii: "m"))
        }
        append(rest % 60 * 1_000_000_000 + nanoseconds, per: 1_000_000_000, unit: "s")
    }

    /// A number of nanoseconds in a larger unit, without zeros at the end.
    private mutating func append(_ nanoseconds: UInt64, per unit: UInt64, unit name: StaticString) {
        append(decimal: nanoseconds / unit)
        var fraction = nanoseconds % unit
        if fraction > 0 {
            append(UInt8(ascii: "."))
            var scale = unit / 10
            while fraction > 0, scale > 0 {
                append(UInt8(truncatingIfNeeded: 48 + fraction / scale))
                fraction %= scale
                scale /= 10
            }
        }
        append(name)
    }
}
