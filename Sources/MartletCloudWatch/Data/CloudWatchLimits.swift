/// What CloudWatch takes. A request with one datum outside of it is refused as a whole, so nothing outside of it ever
/// leaves.
enum CloudWatchLimits {
    static let maximumDimensions = 30
    static let maximumDistinctValues = 150
    static let maximumDataPerRequest = 1_000
    static let maximumRequestBytes = 1_000_000
    static let maximumRequestsInFlight = 20
    private static let maximumNameLength = 255
    private static let maximumDimensionValueLength = 1_024

    /// The magnitudes of values, as the documentation has them in decimal; what it has in binary is wider by a half.
    private static let smallest = 8.515920e-109
    private static let largest = 1.174271e108

    /// A value as it may be sent: what is too small to be sent is zero; `nil` for what is too large or no number.
    static func value(_ value: Double) -> Double? {
        guard value.magnitude <= largest else { return nil }
        return value.magnitude < smallest ? 0 : value
    }

    /// The name of a metric or a dimension as it may be sent; `nil` when nothing is left of it.
    ///
    /// - Parameter suffix: The end of the name, which stays when it has to be cut.
    static func name(_ text: String, suffix: String = "") -> String? {
        var name = text[...]
        // A colon at the beginning is AWS's own.
        while name.first == ":" { name.removeFirst() }
        return sendable(name, maximumNameLength - suffix.utf8.count).map { $0 + suffix }
    }

    static func dimensionValue(_ text: String) -> String? {
        sendable(text[...], maximumDimensionValueLength)
    }

    /// Printable ASCII, not only spaces, and not too long.
    private static func sendable(_ text: Substring, _ maximumLength: Int) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maximumLength) {
            scalars.append((0x20...0x7E).contains(scalar.value) ? scalar : "_")
        }
        let result = String(scalars)
        return result.utf8.allSatisfy { $0 == UInt8(ascii: " ") } ? nil : result
    }
}
