import Martlet
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The servers that the system names in `/etc/resolv.conf`.
///
/// `search`, `domain` and `options` are not used: names are whole here. Source:
/// [resolv.conf(5)](https://man7.org/linux/man-pages/man5/resolv.conf.5.html).
struct ResolverFile {
    let servers: [DNSServer]

    /// As many as the C library uses.
    private static let maximumServerCount = 3
    private static let maximumByteCount = 64 << 10

    /// Reads the text of the file. Without a server it is the one on this host, as for the C library.
    init(_ text: String) {
        var servers: [DNSServer] = []
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let words = line.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
            guard words.count >= 2, words[0].elementsEqual("nameserver".utf8), servers.count < Self.maximumServerCount
            else { continue }
            // With the port of its own, so that a last group of an IPv6 address is not taken for one.
            let host = Substring(words[1])
            let text = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:53" : "\(host):53"
            if let server = try? DNSServer(text) { servers.append(server) }
        }
        if servers.isEmpty, let local = try? DNSServer("127.0.0.1") { servers = [local] }
        self.servers = servers
    }

    /// Reads the file, on threads that may block.
    ///
    /// - Throws: `Status` with `unavailable` when the file is there but cannot be read. One that is missing is empty.
    static func read(_ path: String) async throws -> ResolverFile {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor < 0, errno == ENOENT { return ResolverFile("") }
            guard descriptor >= 0 else { throw Status(.unavailable, "the file of DNS servers cannot be read") }
            defer { close(descriptor) }
            var bytes: [UInt8] = []
            while bytes.count < maximumByteCount {
                let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 12) { buffer, count in
                    let result = systemRead(descriptor, buffer.baseAddress, buffer.count)
                    guard result >= 0 else { throw Status(.unavailable, "the file of DNS servers cannot be read") }
                    count = result
                }
                if chunk.isEmpty { break }
                bytes += chunk
            }
            return ResolverFile(String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// `read(2)`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
