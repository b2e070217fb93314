import CMartletZlib

/// Feeds bytes to zlib in either direction and takes out what it gives.
enum Deflation {
    /// zlib counts in 32 bits: a longer input is fed in pieces.
    private static let longestPiece = Int(Int32.max)
    private static let bufferSize = 16_384

    /// Steps until all input is taken and nothing comes out any more.
    ///
    /// - Parameters:
    ///   - step: One call of zlib.
    ///   - output: Takes what came out; `false` ends the run.
    /// - Returns: What zlib said last.
    static func run(
        _ stream: UnsafeMutablePointer<z_stream>,
        _ input: UnsafeRawBufferPointer,
        step: (UnsafeMutablePointer<z_stream>) -> Int32,
        output: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bufferSize) { buffer in
            var rest = input[...]
            var code = Z_OK
            repeat {
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(longestPiece))
                rest = rest.dropFirst(piece.count)
                // zlib never writes to its input: the pointer is mutable for want of const in older C.
                stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self)
                )
                stream.pointee.avail_in = UInt32(piece.count)
                repeat {
                    stream.pointee.next_out = buffer.baseAddress
                    stream.pointee.avail_out = UInt32(bufferSize)
                    code = step(stream)
                    let count = bufferSize - Int(stream.pointee.avail_out)
                    guard output(UnsafeBufferPointer(rebasing: buffer.prefix(count))) else { return code }
                    // A full buffer: there may be more, and then zlib has to be asked again.
                } while code == Z_OK && (stream.pointee.avail_out == 0 || stream.pointee.avail_in > 0)
            } while code == Z_OK && !rest.isEmpty
            stream.pointee.next_in = nil
            stream.pointee.next_out = nil
            return code
        }
    }
}
