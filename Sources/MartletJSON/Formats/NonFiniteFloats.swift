extension JSONCodec {
    /// What becomes of infinity and NaN, which JSON has no numbers for.
    public struct NonFiniteFloats: Sendable, Hashable {
        struct Strings: Sendable, Hashable {
            var positiveInfinity: String
            var negativeInfinity: String
            var nan: String
        }

        let strings: Strings?

        /// They can't be encoded, and no string is a number.
        public static let refused = NonFiniteFloats(strings: nil)

        /// They are strings.
        ///
        /// - Parameters:
        ///   - positiveInfinity: stands for `.infinity`.
        ///   - negativeInfinity: stands for `-.infinity`.
        ///   - nan: stands for `.nan`.
        public static func strings(
            positiveInfinity: String,
            negativeInfinity: String,
            nan: String
        ) -> NonFiniteFloats {
            NonFiniteFloats(
                strings: Strings(positiveInfinity: positiveInfinity, negativeInfinity: negativeInfinity, nan: nan)
            )
        }

        func value<Float: BinaryFloatingPoint>(of text: String, as type: Float.Type) -> Float? {
            guard let strings else { return nil }
            switch text {
            case strings.positiveInfinity: return .infinity
            case strings.negativeInfinity: return -.infinity
            case strings.nan: return .nan
            default: return nil
            }
        }

        func text(for value: some BinaryFloatingPoint) -> String? {
            guard let strings else { return nil }
            if value.isNaN {
                return strings.nan
            }
            return value < 0 ? strings.negativeInfinity : strings.positiveInfinity
        }
    }
}
