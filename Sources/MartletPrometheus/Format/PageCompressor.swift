import MartletCompression
import Synchronization

/// Compresses a page piece by piece, once.
final class PageCompressor: Sendable {
    private let stream: Mutex<GzipStream?>

    /// - Returns: `nil` when the system has no memory for it; the page is then sent as it is.
    init?() {
        guard let stream = try? GzipStream(level: 1) else { return nil }
        self.stream = Mutex(consume stream)
    }

    /// The next compressed piece, or `nil` after the last one.
    ///
    /// - Parameter nextPlain: The next piece of the page.
    func next(_ nextPlain: () -> [UInt8]?) -> [UInt8]? {
        var output: [UInt8] = []
        var hasEnded = false
        while output.isEmpty, !hasEnded {
            let plain = nextPlain()
            hasEnded = stream.withLock { stream in
                guard stream != nil else { return true }
                // It fails only after its end.
                if let plain {
                    try? stream?.append(plain.span.bytes, to: &output)
                } else {
                    try? stream?.finish(to: &output)
                    stream = nil
                }
                return stream == nil
            }
        }
        return output.isEmpty ? nil : output
    }
}
