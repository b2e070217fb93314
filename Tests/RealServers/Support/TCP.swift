#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Raw TCP, UDP and Unix sockets to 127.0.0.1, for readiness and for talking to a server without its client.
package enum TCP {
    /// Whether something listens on a port.
    package static func accepts(port: Int) async throws -> Bool {
        try await offPool {
            let socket = try Descriptor(type: streamType)
            socket.setTimeout(.seconds(2))
            return (try? socket.connectToLoopback(port: port)) != nil
        }
    }

    /// Sends bytes over a connection of their own and closes it.
    package static func send(_ bytes: [UInt8], port: Int) async throws {
        try await offPool {
            let socket = try Descriptor(type: streamType)
            socket.setTimeout(.seconds(5))
            try socket.connectToLoopback(port: port)
            try socket.write(bytes)
        }
    }
}

/// Datagrams to 127.0.0.1.
package enum UDP {
    /// Sends one datagram.
    package static func send(_ bytes: [UInt8], port: Int) async throws {
        try await offPool {
            let socket = try Descriptor(type: datagramType)
            try socket.connectToLoopback(port: port)
            try socket.write(bytes)
        }
    }
}

/// Datagrams to a Unix socket.
package enum UnixDatagram {
    /// Sends one datagram.
    package static func send(_ bytes: [UInt8], path: String) async throws {
        try await offPool {
            let socket = try Descriptor(type: datagramType, family: AF_UNIX)
            try socket.connectToPath(path)
            try socket.write(bytes)
        }
    }
}
