import CMartletZlib

/// Compresses and decompresses whole bodies in the format gzip.
///
/// ```swift
/// let body = try Gzip.compress(lines)
/// let lines = try Gzip.decompress(body, maximumSize: 1_048_576)
/// ```
///
/// Source: [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952).
package enum Gzip {
    /// The largest window, 32 KiB, and 16 for a header and a trailer of gzip.
    static let windowBits: Int32 = 15 + 16

    /// Compresses bytes.
    ///
    /// - Parameters:
    ///   - bytes: What to compress, of any length.
    ///   - level: From 1, fast, to 9, small; what is beyond counts as the next of these.
    /// - Throws: ``GzipError/outOfMemory``.
    package static func compress(_ bytes: [UInt8], level: Int = 6) throws(GzipError) -> [UInt8] {
        try compress(bytes.span.bytes, level: level)
    }

    /// Compresses bytes.
    ///
    /// - Parameters:
    ///   - bytes: What to compress, of any length.
    ///   - level: From 1, fast, to 9, small; what is beyond counts as the next of these.
    /// - Throws: ``GzipError/outOfMemory``.
    package static func compress(_ bytes: RawSpan, level: Int = 6) throws(GzipError) -> [UInt8] {
        var stream = try GzipStream(level: level)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.byteCount / 4 + 32)
        try stream.append(bytes, to: &output)
        try stream.finish(to: &output)
        return output
    }

    /// Decompresses bytes, which may come from a stranger.
    ///
    /// - Parameters:
    ///   - bytes: One compressed stream; bytes after its end are not looked at.
    ///   - maximumSize: How many bytes may come out, so that a small body cannot fill the memory.
    /// - Throws: ``GzipError/tooLarge`` when there are more, ``GzipError/malformed`` when the bytes are no gzip, are cut
    ///   off or have a wrong checksum, ``GzipError/outOfMemory``.
    package static func decompress(_ bytes: [UInt8], maximumSize: Int) throws(GzipError) -> [UInt8] {
        var stream = z_stream()
        // One address from here to the end, because zlib remembers it.
        return try withUnsafeMutablePointer(to: &stream) { stream throws(GzipError) in
            guard martlet_inflate_init(stream, windowBits) == Z_OK else { throw .outOfMemory }
            defer { inflateEnd(stream) }
            return try inflated(stream, bytes, maximumSize: maximumSize)
        }
    }

    private static func inflated(
        _ stream: UnsafeMutablePointer<z_stream>,
        _ bytes: [UInt8],
        maximumSize: Int
    ) throws(GzipError) -> [UInt8] {
        var output: [UInt8] = []
        var isTooLarge = false
        let code = bytes.withUnsafeBytes { bytes in
            Deflation.run(stream, bytes) {
                inflate($0, Z_NO_FLUSH)
            } output: { piece in
                isTooLarge = piece.count > maximumSize - output.count
                if !isTooLarge { output.append(contentsOf: piece) }
                return !isTooLarge
            }
        }
        if isTooLarge { throw .tooLarge }
        switch code {
        case Z_STREAM_END: return output
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .malformed
        }
    }
}
