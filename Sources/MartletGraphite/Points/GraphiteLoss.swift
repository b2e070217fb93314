/// Why a point was not sent.
enum GraphiteLoss: String, CaseIterable, Sendable {
    /// A line that is longer than a batch may be.
    case tooLong = "too_long"
    /// A value that is not a finite number.
    case notFinite = "not_finite"
    /// A metric without a name.
    case unnamed
    /// Values above the limit of an interval, which quantiles don't show.
    case samples
    /// Datagrams of which the network said that nobody took them.
    case refused
}
