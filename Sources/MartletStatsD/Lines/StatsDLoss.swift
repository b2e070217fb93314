/// Why something was not sent.
enum StatsDLoss: String, CaseIterable, Sendable {
    /// A line that is longer than a datagram may be.
    case tooLong = "too_long"
    /// A value that is not a finite number.
    case notFinite = "not_finite"
    /// A metric without a name.
    case unnamed
    /// Values above the limit of an interval.
    case samples
    /// Datagrams of which the network said that nobody took them.
    case refused
    /// Events and service checks that found their queue full.
    case queueFull = "queue_full"
    /// Events and service checks in a dialect that has none.
    case unsupported
}
