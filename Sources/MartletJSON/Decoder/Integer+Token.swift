extension FixedWidthInteger {
    /// The value of up to 18 digits without fraction and exponent, after a sign or not.
    ///
    /// - Parameter token: an integer of the grammar of JSON.
    @inline(__always)
    init?(shortToken token: Span<UInt8>) {
        let isNegative = token[0] == UInt8(ascii: "-")
        let firstDigit = isNegative ? 1 : 0
        guard token.count - firstDigit <= 18 else { return nil }
        var value: Int64 = 0
        for index in firstDigit..<token.count {
            value = value &* 10 &+ Int64(token[index] &- UInt8(ascii: "0"))
        }
        self.init(exactly: isNegative ? 0 &- value : value)
    }

    /// The value of any number that is an integer and fits: `12`, `1.0`, `1.5e3`, `0e9`. Never rounds.
    ///
    /// - Parameter token: a number of the grammar of JSON.
    init?(exactlyToken token: Span<UInt8>) {
        let isNegative = token[0] == UInt8(ascii: "-")
        var wholeDigits = 0
        var mantissaEnd = token.count
        var point: Int?
        for index in (isNegative ? 1 : 0)..<token.count {
            if token[index] == UInt8(ascii: ".") {
                point = index
            } else if !token[index].isDigit {
                mantissaEnd = index
                break
            } else if point == nil {
                wholeDigits += 1
            }
        }
        // How many of the digits are before the decimal point, once the exponent has moved it.
        let pointPosition = wholeDigits + Self.exponent(of: token, from: mantissaEnd)

        var value: Self = 0
        var digits = 0
        for index in (isNegative ? 1 : 0)..<mantissaEnd where index != point {
            let digit = token[index] &- UInt8(ascii: "0")
            if digits < pointPosition {
                guard value.append(digit: digit, isNegative: isNegative) else { return nil }
            } else if digit != 0 {
                return nil
            }
            digits += 1
        }
        // The exponent may be huge: stop as soon as it makes no difference.
        while digits < pointPosition, value != 0 {
            guard value.append(digit: 0, isNegative: isNegative) else { return nil }
            digits += 1
        }
        self = value
    }

    /// The exponent of a number, cut off where it can't matter any more.
    private static func exponent(of token: Span<UInt8>, from start: Int) -> Int {
        var exponent = 0
        var isNegative = false
        for index in start..<token.count {
            if token[index] == UInt8(ascii: "-") {
                isNegative = true
            } else if token[index].isDigit, exponent < 1 << 40 {
                exponent = exponent * 10 + Int(token[index] - UInt8(ascii: "0"))
            }
        }
        return isNegative ? -exponent : exponent
    }

    /// Appends a decimal digit.
    ///
    /// - Returns: `false` on overflow.
    private mutating func append(digit: UInt8, isNegative: Bool) -> Bool {
        let (product, overflows) = multipliedReportingOverflow(by: 10)
        guard !overflows else { return false }
        let digit = Self(truncatingIfNeeded: digit)
        let (sum, overflowsToo) =
            isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
        self = sum
        return !overflowsToo
    }
}
