/// `binary`: bytes that are no text.
///
/// A type of its own, so that a list of numbers and bytes are told apart.
public struct ThriftBinary: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// The bytes.
    public var bytes: [UInt8]

    /// Makes a value of bytes.
    @inlinable
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Makes a value of bytes.
    @inlinable
    public init(arrayLiteral elements: UInt8...) {
        bytes = elements
    }
}
