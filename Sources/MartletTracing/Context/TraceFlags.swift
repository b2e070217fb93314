/// What the creator of a trace recommends to all who take part in it.
///
/// Source: [W3C Trace Context, section 3.2.2.5](https://www.w3.org/TR/trace-context/#trace-flags).
public struct TraceFlags: OptionSet, Hashable, Sendable {
    /// The eight bits of the header field.
    public let rawValue: UInt8

    /// Makes flags of eight bits.
    ///
    /// - Parameter rawValue: The bits of the header field. Bits of no known meaning are kept here and not passed on.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The caller may have recorded the trace.
    public static let sampled = TraceFlags(rawValue: 1)
}
