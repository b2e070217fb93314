/// How large a line may become: what comes from a peer, a header for example, must not fill the disk.
public struct LogLimits: Sendable, Hashable {
    /// A longer text is cut and ends with `…`. In bytes of UTF-8 before quoting, at least 16.
    public var valueBytes: Int

    /// Metadata is left out of a line that has become longer, and `truncated=true` says so. In bytes, at least 256.
    ///
    /// A line can be one value longer.
    public var lineBytes: Int

    /// Lists and dictionaries nested deeper are written as `…`.
    public var depth: Int

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - valueBytes: The longest text, in bytes; at least 16.
    ///   - lineBytes: The longest line, in bytes; at least 256.
    ///   - depth: How deep metadata may be nested; at least 1, at most 64.
    public init(valueBytes: Int = 16 * 1024, lineBytes: Int = 64 * 1024, depth: Int = 16) {
        self.valueBytes = max(valueBytes, 16)
        self.lineBytes = max(lineBytes, 256)
        self.depth = min(max(depth, 1), 64)
    }

    /// 16 KiB a text, 64 KiB a line, 16 levels.
    public static let standard = LogLimits()
}
