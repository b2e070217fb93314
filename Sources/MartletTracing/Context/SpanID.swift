/// The identity of a span in its trace: 64 bits.
///
/// ```swift
/// let id = SpanID(hexadecimal: "00f067aa0ba902b7")
/// ```
///
/// Source: [W3C Trace Context, section 3.2.2.4](https://www.w3.org/TR/trace-context/#parent-id).
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
    /// The identity as a number.
    public let value: UInt64

    /// Makes an identity of a number.
    ///
    /// - Parameter value: The 64 bits.
    @inlinable
    public init(_ value: UInt64) {
        self.value = value
    }

    /// Reads an identity.
    ///
    /// - Parameter hexadecimal: 16 digits, in lower or upper case.
    /// - Returns: `nil` for anything else, and for 16 zeros, which stand for no identity.
    public init?(hexadecimal: some StringProtocol) {
        var reader = ByteReader(hexadecimal)
        guard let value = reader.hexadecimal(16, .any), reader.isAtEnd, value != 0 else { return nil }
        self.init(value)
    }

    /// All zeros: no identity.
    public static let invalid = SpanID(0)

    /// Whether any bit is set.
    @inlinable
    public var isValid: Bool { value != 0 }

    /// The identity as 16 hexadecimal digits in lower case.
    public var description: String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            Hexadecimal.write(value, to: buffer, at: 0)
            return 16
        }
    }
}
