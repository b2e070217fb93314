/// Why bytes were not compressed or decompressed.
package enum GzipError: Error, Hashable {
    /// zlib could not get its memory.
    case outOfMemory

    /// The stream has been finished.
    case finished

    /// The bytes are no gzip, are cut off or have a wrong checksum.
    case malformed

    /// More bytes would come out than are allowed.
    case tooLarge
}
