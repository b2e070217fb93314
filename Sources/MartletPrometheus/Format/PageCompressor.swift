import MartletCompression

/// Compresses a page piece by piece.
struct PageCompressor: ~Copyable {
    private var stream: GzipStream?

    /// - Returns: `nil` when the system has no memory for it; the page is then sent as it is.
    init?() {
        guard let stream = try? GzipStream(level: 1) else { return nil }
        self.stream = consume stream
    }

    /// The next compressed piece, or `nil` after the last one.
    ///
    /// - Parameter nextPlain: The next piece of the page.
    mutating func next(_ nextPlain: () -> [UInt8]?) -> [UInt8]? {
        var output: [UInt8] = []
        while output.isEmpty {
            guard stream != nil else { return nil }
            if let plain = nextPlain() {
                try? stream?.append(plain.span.bytes, to: &output)
            } else {
                try? stream?.finish(to: &output)
                stream = nil
            }
        }
        return output
    }
}
