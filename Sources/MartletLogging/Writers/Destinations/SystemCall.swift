#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Calls of the system with what every caller of them has to do.
enum SystemCall {
    /// How long a destination waits for a peer or a pipe before it returns to its caller.
    static let patienceMilliseconds: Int32 = 50

    /// What the system says about an error number.
    static func message(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    /// Waits until a descriptor can be written, for a moment at most.
    static func waitUntilWritable(_ descriptor: Int32, milliseconds: Int32 = patienceMilliseconds) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    /// `write`, again when a signal interrupted it.
    ///
    /// - Returns: The number of bytes, 0 when it would block, or minus the error number.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        repeating {
            #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
            #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
            #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            #endif
        }
    }

    /// Repeats a call while signals interrupt it.
    static func repeating(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            if code == EINTR { continue }
            return code == EAGAIN || code == EWOULDBLOCK ? 0 : -Int(code)
        }
    }
}
