import Martlet
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file that is read when it has changed, on threads that may block.
struct WatchedFile {
    let path: String

    private static let maximumByteCount = 16 << 20

    /// What tells one state of a file from another.
    struct Version: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    /// Reads the file.
    ///
    /// - Parameter known: The state that has been read already.
    /// - Returns: `nil` when the file is still in that state.
    /// - Throws: `Status` with `unavailable` when it cannot be read, and `internal` when it is too large.
    func read(unless known: Version?) async throws -> (Version, [UInt8])? {
        try await NIOThreadPool.singleton.runIfActive { [self] in try readBlocking(unless: known) }
    }

    private func readBlocking(unless known: Version?) throws -> (Version, [UInt8])? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw unreadable }
        let version = Version(facts)
        guard version != known else { return nil }
        guard facts.st_size <= Self.maximumByteCount else {
            throw Status(.internal, "the file of instances is too large")
        }
        var bytes: [UInt8] = []
        while bytes.count <= Self.maximumByteCount {
            let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let result = systemRead(descriptor, buffer.baseAddress, buffer.count)
                guard result >= 0 else { throw unreadable }
                count = result
            }
            if chunk.isEmpty { return (version, bytes) }
            bytes += chunk
        }
        throw Status(.internal, "the file of instances is too large")
    }

    private var unreadable: Status { Status(.unavailable, "the file of instances cannot be read") }
}

/// `read(2)`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

extension WatchedFile.Version {
    init(_ facts: stat) {
        device = UInt64(truncatingIfNeeded: facts.st_dev)
        inode = UInt64(truncatingIfNeeded: facts.st_ino)
        size = Int64(facts.st_size)
        #if canImport(Darwin)
        seconds = facts.st_mtimespec.tv_sec
        nanoseconds = facts.st_mtimespec.tv_nsec
        #else
        seconds = facts.st_mtim.tv_sec
        nanoseconds = facts.st_mtim.tv_nsec
        #endif
    }
}
