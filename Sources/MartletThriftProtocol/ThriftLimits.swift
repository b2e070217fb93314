/// Bounds on what is read, so that its author cannot exhaust the memory or the stack of its reader. What exceeds them is
/// refused before anything is allocated for it.
public struct ThriftLimits: Hashable, Sendable {
    /// Bytes of a message, 16 MiB unless chosen otherwise.
    public var messageByteCount = 16 << 20

    /// Bytes of a string or of binary data, 8 MiB unless chosen otherwise.
    public var stringByteCount = 8 << 20

    /// Elements of all containers of a message together, 1,048,576 unless chosen otherwise.
    public var elementCount = 1 << 20

    /// Structs and containers inside one another, 64 unless chosen otherwise, as in Apache's libraries.
    public var depth = 64

    /// Makes the usual limits.
    public init() {}
}
