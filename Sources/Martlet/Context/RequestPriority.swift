/// How much a request matters, for layers that must turn some away: the lowest go first.
///
/// ```swift
/// context.priority = request.isPrefetch ? .low : .normal
/// ```
///
/// It stays on this side of the wire; a hook of the transport may set it from what the caller sends. Source: criticality
/// in [Handling overload](https://sre.google/sre-book/handling-overload/), Site Reliability Engineering, 2016.
public struct RequestPriority: RawRepresentable, Hashable, Sendable {
    /// The order: a request of a higher number is kept longer.
    public let rawValue: Int8

    /// Makes a priority between those that have a name.
    ///
    /// - Parameter rawValue: The order; 0 is ``normal``.
    public init(rawValue: Int8) {
        self.rawValue = rawValue
    }

    /// Nobody waits for it: batches, prefetching.
    public static let background = RequestPriority(rawValue: -2)

    /// Somebody may notice that it is missing.
    public static let low = RequestPriority(rawValue: -1)

    /// What has no priority of its own.
    public static let normal = RequestPriority(rawValue: 0)

    /// Users see that it is missing.
    public static let high = RequestPriority(rawValue: 1)

    /// The system depends on it: health checks, control.
    public static let critical = RequestPriority(rawValue: 2)
}

extension RequestPriority: Comparable {
    /// The less important one is the smaller one.
    public static func < (left: RequestPriority, right: RequestPriority) -> Bool {
        left.rawValue < right.rawValue
    }
}
