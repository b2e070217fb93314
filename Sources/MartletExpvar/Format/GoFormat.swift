/// Numbers and strings as Go writes them.
enum GoFormat {
    /// Appends a number as `expvar.Float` prints it, which is `strconv.FormatFloat(value, 'g', -1, 64)`: the fewest
    /// digits that mean the same number, with an exponent when that is below -4 or above 5: a million is `1e+06`.
    ///
    /// Infinities and what is no number have no form in JSON, although Go prints them; they become `null`.
    static func append(number: Double, to text: inout [UInt8]) {
        guard number.isFinite else {
            text.append(contentsOf: "null".utf8)
            return
        }
        guard number != 0 else {
            text.append(contentsOf: number.sign == .minus ? "-0".utf8 : "0".utf8)
            return
        }
        if number < 0 { text.append(UInt8(ascii: "-")) }
        let (digits, point) = decimal(number.magnitude)
        // The exponent of the notation with one digit before the point.
        let exponent = point - 1
        if exponent < -4 || exponent > 5 {
            text.append(digits[0])
            if digits.count > 1 {
                text.append(UInt8(ascii: "."))
                text.append(contentsOf: digits[1...])
            }
            text.append(contentsOf: exponent < 0 ? "e-".utf8 : "e+".utf8)
            if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
            text.append(contentsOf: String(exponent.magnitude).utf8)
        } else if point <= 0 {
            text.append(contentsOf: "0.".utf8)
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
            text.append(contentsOf: digits)
        } else {
            text.append(contentsOf: digits.prefix(point))
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count)))
            if digits.count > point {
                text.append(UInt8(ascii: "."))
                text.append(contentsOf: digits[point...])
            }
        }
    }

    /// The shortest digits of a positive number, and where the point is: 12.5 is `125` and 2, 0.00125 is `125` and -2.
    private static func decimal(_ number: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point = 0
        var exponent = 0
        var hasPoint = false
        let text = Array(number.description.utf8)
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "."):
                hasPoint = true
            case UInt8(ascii: "e"):
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
            default:
                guard exponent == 0, !text[..<index].contains(UInt8(ascii: "e")) else { continue }
                digits.append(byte)
                if !hasPoint { point += 1 }
            }
        }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point + exponent)
    }

    /// Appends a string in quotes, in the way of Go's `encoding/json`: `<`, `>` and `&` are escaped too, so that a
    /// page that is taken for HTML holds no tags.
    static func append(quoted string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text.append(contentsOf: "\\\"".utf8)
            case "\\": text.append(contentsOf: "\\\\".utf8)
            case "\n": text.append(contentsOf: "\\n".utf8)
            case "\r": text.append(contentsOf: "\\r".utf8)
            case "\t": text.append(contentsOf: "\\t".utf8)
            case "\u{0}"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text.append(contentsOf: "\\u".utf8)
                text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
                text.append(contentsOf: digits.utf8)
            default:
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
