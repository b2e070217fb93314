#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Where a socket connects to, and the calls of the system for that. None of them blocks but the look-up of a name.
enum SocketAddress: Sendable, CustomStringConvertible {
    /// A socket for datagrams in the file system.
    case unix(String)
    case host(String, UInt16, isStream: Bool)

    var description: String {
        switch self {
        case .unix(let path): path
        case .host(let host, let port, let isStream): "\(host):\(port)/\(isStream ? "tcp" : "udp")"
        }
    }

    /// Opens a socket and connects it.
    ///
    /// - Parameter attempt: How many attempts have failed. A connection that is begun may fail later, when the other addresses
    ///   of the name are forgotten: each attempt begins with the next one.
    /// - Returns: The socket, and whether it is still being connected.
    func connect(attempt: Int) throws(LogDestinationError) -> (descriptor: Int32, isConnecting: Bool) {
        switch self {
        case .unix(let path): try connect(path: path)
        case .host(let host, let port, let isStream): try connect(host, port, isStream: isStream, attempt: attempt)
        }
    }

    private func connect(path: String) throws(LogDestinationError) -> (descriptor: Int32, isConnecting: Bool) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
            guard bytes.count < target.count else { return false }
            target.copyBytes(from: bytes)
            return true
        }
        guard fits else { throw LogDestinationError("connect to \(self)", code: ENAMETOOLONG) }
        return try withUnsafePointer(to: &address) { pointer throws(LogDestinationError) in
            try connect(
                UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size),
                family: AF_UNIX,
                isStream: false
            )
        }
    }

    private func connect(
        _ host: String,
        _ port: UInt16,
        isStream: Bool,
        attempt: Int
    ) throws(LogDestinationError) -> (descriptor: Int32, isConnecting: Bool) {
        var hints = addrinfo()
        hints.ai_socktype = Self.type(isStream: isStream)
        hints.ai_flags = AI_ADDRCONFIG
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0 else {
            throw LogDestinationError("find \(host)", code: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(found) }
        var entries: [UnsafeMutablePointer<addrinfo>] = []
        var next = found
        while let entry = next {
            entries.append(entry)
            next = entry.pointee.ai_next
        }
        var failure = LogDestinationError("find \(host)", code: EADDRNOTAVAIL)
        for offset in entries.indices {
            let entry = entries[(attempt + offset) % entries.count]
            do throws(LogDestinationError) {
                guard let address = entry.pointee.ai_addr else { throw failure }
                return try connect(
                    address,
                    entry.pointee.ai_addrlen,
                    family: entry.pointee.ai_family,
                    isStream: isStream
                )
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func connect(
        _ address: UnsafePointer<sockaddr>,
        _ length: socklen_t,
        family: Int32,
        isStream: Bool
    ) throws(LogDestinationError) -> (descriptor: Int32, isConnecting: Bool) {
        let descriptor = socket(family, Self.type(isStream: isStream), 0)
        guard descriptor >= 0 else { throw LogDestinationError("open a socket", code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        #if canImport(Darwin)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        if systemConnect(descriptor, address, length) == 0 { return (descriptor, false) }
        let code = errno
        if code == EINPROGRESS { return (descriptor, true) }
        Self.close(descriptor)
        throw LogDestinationError("connect to \(self)", code: code)
    }

    private static func type(isStream: Bool) -> Int32 {
        #if canImport(Glibc)
        Int32(truncatingIfNeeded: (isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
        #else
        isStream ? SOCK_STREAM : SOCK_DGRAM
        #endif
    }

    /// The error of a connection that was being made; 0 when it has been made.
    static func pendingError(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Whether the other side has closed a connection: what is sent now would be lost. Receivers of syslog send
    /// nothing.
    static func isClosed(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        let result = SystemCall.repeating { recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) }
        // 0 stands for "nothing yet" and for the end alike: only the error number tells them apart.
        if result != 0 { return result < 0 }
        let again = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return again == 0
    }

    /// Sends without blocking, and without the signal that a lost connection raises.
    ///
    /// - Returns: The number of bytes, 0 when it would block, or minus the error number.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
        let flags = Int32(MSG_DONTWAIT)
        #else
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        #endif
        return SystemCall.repeating { systemSend(descriptor, bytes.baseAddress, bytes.count, flags) }
    }

    static func close(_ descriptor: Int32) {
        _ = systemClose(descriptor)
    }
}

// The functions of the system have the names of methods here.

private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    send(descriptor, bytes, count, flags)
}

private func systemClose(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}
