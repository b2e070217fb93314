extension JSONCodec {
    /// How the encoded bytes look.
    ///
    /// With none of them, the output is compact, its keys are in the order in which they were encoded, and only what
    /// must be escaped is: `"`, `\` and control characters.
    public struct OutputOptions: OptionSet, Sendable, Hashable {
        /// The options as bits.
        public let rawValue: UInt8

        /// Creates options from their bits.
        ///
        /// - Parameter rawValue: bits; unknown ones have no effect.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Keys in the order of their UTF-8 bytes: the same value always gives the same bytes.
        public static let sortedKeys = OutputOptions(rawValue: 1 << 0)

        /// One value per line, indented by two spaces per level, laid out as Foundation does it.
        public static let prettyPrinted = OutputOptions(rawValue: 1 << 1)

        /// Writes `/` as `\/`, which Foundation does unless told otherwise; for JSON inside of HTML, where `</script>`
        /// must not occur. Prefer ``escapesHTML`` for that.
        public static let escapesSlashes = OutputOptions(rawValue: 1 << 2)

        /// Writes `<`, `>`, `&`, U+2028 and U+2029 as `\u003c` and so on, as Go does it, so that the output is safe
        /// inside of a `<script>` element.
        public static let escapesHTML = OutputOptions(rawValue: 1 << 3)
    }
}
