import CMartletZlib

/// Compresses bytes as they come, in the format gzip.
///
/// Use it for a body that is sent in pieces, so that neither the plain nor the compressed bytes are ever held in whole.
/// ``Gzip`` does it for bytes that are already there.
///
/// ```swift
/// var stream = try GzipStream()
/// var output: [UInt8] = []
/// for piece in pieces {
///     try stream.append(piece.span.bytes, to: &output)
///     send(output)
///     output.removeAll(keepingCapacity: true)
/// }
/// try stream.finish(to: &output)
/// send(output)
/// ```
///
/// A stream takes about 260 KiB of memory as long as it lives.
///
/// Source: [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), [zlib](https://zlib.net/manual.html).
// Safe to send: the value cannot be copied, so whoever has it is the only one who knows the pointer.
package struct GzipStream: ~Copyable, @unchecked Sendable {
    // On the heap, because zlib remembers the address of the stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isFinished = false

    /// Makes a stream.
    ///
    /// - Parameter level: From 1, fast, to 9, small; what is beyond counts as the next of these. The default is zlib's own.
    /// - Throws: ``GzipError/outOfMemory``.
    package init(level: Int = 6) throws(GzipError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = martlet_deflate_init(stream, Int32(min(max(level, 1), 9)), Gzip.windowBits)
        guard code == Z_OK else {
            stream.deallocate()
            // The arguments are right whatever the level: it lacks memory, or it is another library than it was built for.
            throw .outOfMemory
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses more bytes. What comes out may be nothing, for the stream collects bytes to find repetitions.
    ///
    /// - Parameters:
    ///   - bytes: What to compress, of any length.
    ///   - output: Where the compressed bytes are appended.
    /// - Throws: ``GzipError/finished`` after ``finish(to:)``.
    package mutating func append(_ bytes: RawSpan, to output: inout [UInt8]) throws(GzipError) {
        try write(bytes, Z_NO_FLUSH, to: &output)
    }

    /// Hands out what has been collected, so that a reader can decompress all bytes up to here. It costs compression.
    ///
    /// - Parameter output: Where the compressed bytes are appended.
    /// - Throws: ``GzipError/finished`` after ``finish(to:)``.
    package mutating func flush(to output: inout [UInt8]) throws(GzipError) {
        try write(RawSpan(), Z_SYNC_FLUSH, to: &output)
    }

    /// Ends the stream: checksum and length follow the last bytes.
    ///
    /// - Parameter output: Where the compressed bytes are appended.
    /// - Throws: ``GzipError/finished`` when it was called before.
    package mutating func finish(to output: inout [UInt8]) throws(GzipError) {
        try write(RawSpan(), Z_FINISH, to: &output)
        isFinished = true
    }

    private func write(_ bytes: RawSpan, _ flush: Int32, to output: inout [UInt8]) throws(GzipError) {
        guard !isFinished else { throw .finished }
        // What deflate says is of no interest: with this output it fails only where there was nothing to do.
        _ = bytes.withUnsafeBytes { bytes in
            Deflation.run(stream, bytes) {
                deflate($0, flush)
            } output: { piece in
                output.append(contentsOf: piece)
                return true
            }
        }
    }
}
