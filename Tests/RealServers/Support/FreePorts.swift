import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Ports on which nothing listens now.
///
/// They come from below the range from which the system takes the ports of outgoing connections (32768 and up on
/// Linux): a port of a server that is down for a moment is then not taken by a client that tries to reach it, which would
/// even connect to itself. Another process may still take one between the question and its use; `withServer` then starts
/// anew with others.
package enum FreePorts {
    // Handed out already: two servers that start at the same time do not get the same.
    private static let taken = Mutex<Set<Int>>([])

    /// A port for TCP on 127.0.0.1 that was free a moment ago.
    package static func tcp() throws -> Int { try find { isFree($0, type: streamType) } }

    /// A port for UDP on 127.0.0.1 that was free a moment ago.
    package static func udp() throws -> Int { try find { isFree($0, type: datagramType) } }

    /// A port that was free for both a moment ago.
    package static func tcpAndUDP() throws -> Int {
        try find { isFree($0, type: streamType) && isFree($0, type: datagramType) }
    }

    private static func find(_ isFree: (Int) -> Bool) throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 20_000..<32_000)
            guard taken.withLock({ $0.insert(port).inserted }) else { continue }
            if isFree(port) { return port }
        }
        throw ServerError("no free port between 20000 and 32000 on 127.0.0.1")
    }

    static func isFree(_ port: Int, type: Int32) -> Bool {
        guard let descriptor = try? Descriptor(type: type) else { return false }
        return (try? descriptor.bindToLoopback(port: port)) != nil
    }
}
