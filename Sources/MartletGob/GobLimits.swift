/// How much a peer may make a decoder read and hold. Every bound has a safe default.
///
/// Counts of elements need no bound of their own: each element takes a byte at least, and a count is checked against the
/// bytes that are there before anything is allocated for it.
public struct GobLimits: Sendable {
    /// Bytes of one message: a value, or the definition of a type.
    public var messageByteCount = 16 * 1024 * 1024

    /// How deep values may be nested, types that refer to themselves among them.
    public var depth = 100

    /// How many types a stream may define.
    public var typeCount = 1000

    /// Bytes of all definitions of types of a stream together.
    public var definitionByteCount = 256 * 1024

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes limits in place.
    public init(_ change: (inout GobLimits) -> Void) {
        self.init()
        change(&self)
    }
}
