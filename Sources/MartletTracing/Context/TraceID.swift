/// The identity of a trace: 128 bits, the same in all spans of it and in all services it passes through.
///
/// ```swift
/// let id = TraceID(hexadecimal: "4bf92f3577b34da6a3ce929d0e0e4736")
/// ```
///
/// Source: [W3C Trace Context, section 3.2.2.3](https://www.w3.org/TR/trace-context/#trace-id).
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
    /// The first 64 bits; zero in systems whose identities have 64 bits only.
    public let high: UInt64

    /// The last 64 bits, by which samplers decide.
    public let low: UInt64

    /// Makes an identity of two halves.
    ///
    /// - Parameters:
    ///   - high: The first 64 bits.
    ///   - low: The last 64 bits.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads an identity.
    ///
    /// - Parameter hexadecimal: 32 digits, in lower or upper case.
    /// - Returns: `nil` for anything else, and for 32 zeros, which stand for no identity.
    public init?(hexadecimal: some StringProtocol) {
        var reader = ByteReader(hexadecimal)
        guard let high = reader.hexadecimal(16, .any), let low = reader.hexadecimal(16, .any), reader.isAtEnd else {
            return nil
        }
        self.init(high: high, low: low)
        guard isValid else { return nil }
    }

    /// All zeros: no identity.
    public static let invalid = TraceID(high: 0, low: 0)

    /// Whether any bit is set.
    @inlinable
    public var isValid: Bool { high | low != 0 }

    /// The identity as 32 hexadecimal digits in lower case.
    public var description: String {
        String(unsafeUninitializedCapacity: 32) { buffer in
            Hexadecimal.write(high, to: buffer, at: 0)
            Hexadecimal.write(low, to: buffer, at: 16)
            return 32
        }
    }
}
