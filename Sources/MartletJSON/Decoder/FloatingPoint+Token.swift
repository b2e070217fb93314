/// A floating-point type that can be read from the text of a number.
protocol ParsedFloatingPoint: BinaryFloatingPoint, LosslessStringConvertible {
    /// 2 to the power of this is the end of the integers that are all represented exactly.
    static var exactBits: Int { get }
    /// The powers of ten that are represented exactly.
    static var exactPowersOfTen: [Self] { get }
}

extension Double: ParsedFloatingPoint {
    static var exactBits: Int { 53 }
    static let exactPowersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}

extension Float: ParsedFloatingPoint {
    static var exactBits: Int { 24 }
    static let exactPowersOfTen: [Float] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]
}

extension ParsedFloatingPoint {
    /// The value of a number of few digits and without exponent.
    ///
    /// Digits and scale are both exact, so the one division rounds correctly; `nil` where this isn't so.
    ///
    /// Source: William D. Clinger, How to Read Floating Point Numbers Accurately, 1990.
    ///
    /// - Parameter token: a number of the grammar of JSON.
    @inline(__always)
    init?(shortToken token: Span<UInt8>) {
        let isNegative = token[0] == UInt8(ascii: "-")
        // 18 digits and a point: more might overflow the 64 bits.
        guard token.count <= 19 else { return nil }
        var digits: UInt64 = 0
        var decimals = -1
        for index in (isNegative ? 1 : 0)..<token.count {
            let byte = token[index]
            if byte.isDigit {
                digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                decimals &+= decimals >= 0 ? 1 : 0
            } else if byte == UInt8(ascii: ".") {
                decimals = 0
            } else {
                return nil
            }
        }
        let powers = Self.exactPowersOfTen
        guard digits >> Self.exactBits == 0, decimals < powers.count else { return nil }
        let magnitude = decimals <= 0 ? Self(digits) : Self(digits) / powers[decimals]
        self = isNegative ? -magnitude : magnitude
    }

    /// The nearest value of any number; `nil` if it is too large, or too small to differ from zero though it does.
    ///
    /// - Parameter token: a number of the grammar of JSON.
    init?(nearestToken token: Span<UInt8>) {
        let text = token.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let value = Self(text), value.isFinite else { return nil }
        if value == 0, !Self.isZero(token) {
            return nil
        }
        self = value
    }

    private static func isZero(_ token: Span<UInt8>) -> Bool {
        for index in token.indices {
            if token[index] | 0x20 == UInt8(ascii: "e") {
                return true
            }
            if token[index].isDigit, token[index] != UInt8(ascii: "0") {
                return false
            }
        }
        return true
    }
}
