/// The digits that tell a number from all others, and where its point is: 0.00125 is `125` with the point at -2.
struct ShortestDigits {
    /// At most 17, without zeros at the start.
    private(set) var digits: [UInt8] = []

    /// How many digits are before the point; negative when zeros follow it.
    private(set) var point = 0

    /// Takes them from the description that Swift makes, which is the shortest one.
    init(_ value: Double) {
        var exponent = 0
        var hasPoint = false
        var rest = value.magnitude.description.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
                // A zero that is left out before the point counts for nothing, after it for one place.
                if hasPoint ? digits.isEmpty : !digits.isEmpty { point += hasPoint ? -1 : 1 }
            case UInt8(ascii: "."):
                hasPoint = true
            default:
                exponent = Int(Substring(rest)) ?? 0
                rest = rest[rest.endIndex...]
            }
        }
        point += exponent
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }

    /// Writes the number without an exponent.
    func append(to bytes: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if point <= 0 {
            bytes.append(contentsOf: "0.".utf8)
            bytes.append(contentsOf: repeatElement(zero, count: -point))
            bytes.append(contentsOf: digits)
        } else if point >= digits.count {
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(zero, count: point - digits.count))
        } else {
            bytes.append(contentsOf: digits[..<point])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[point...])
        }
    }
}
