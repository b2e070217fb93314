#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if canImport(Glibc)
let streamType = Int32(SOCK_STREAM.rawValue)
let datagramType = Int32(SOCK_DGRAM.rawValue)
let noSignal = Int32(MSG_NOSIGNAL)
#elseif canImport(Musl)
let streamType = SOCK_STREAM
let datagramType = SOCK_DGRAM
let noSignal = MSG_NOSIGNAL
#else
let streamType = SOCK_STREAM
let datagramType = SOCK_DGRAM
let noSignal: Int32 = 0
#endif

/// A file descriptor of a blocking socket that closes when it is forgotten. All its calls block: use it off the pool.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
        // A server that is started meanwhile does not inherit it.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// A new socket.
    convenience init(type: Int32, family: Int32 = AF_INET) throws {
        let number = socket(family, type, 0)
        guard number >= 0 else { throw SystemError("socket") }
        self.init(number)
        #if canImport(Darwin)
        setOption(SO_NOSIGPIPE, Int32(1))
        #endif
    }

    deinit { close(number) }

    func bindToLoopback(port: Int) throws {
        try withLoopback(port) { address, length in
            guard bind(number, address, length) == 0 else { throw SystemError("bind to port \(port)") }
        }
    }

    func connectToLoopback(port: Int) throws {
        try withLoopback(port) { address, length in
            guard connect(number, address, length) == 0 else { throw SystemError("connect to port \(port)") }
        }
    }

    func connectToPath(_ path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw ServerError("too long: \(path)") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemError("connect to \(path)") }
    }

    /// The port that the socket is bound to.
    func localPort() throws -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        guard result == 0 else { throw SystemError("getsockname") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Makes every later read and write fail after so long.
    func setTimeout(_ limit: Duration) {
        var time = timeval()
        time.tv_sec = Int(limit.components.seconds)
        time.tv_usec = .init(limit.components.attoseconds / 1_000_000_000_000)
        setOption(SO_RCVTIMEO, time)
        setOption(SO_SNDTIMEO, time)
    }

    func setOption<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) {
        var value = value
        _ = setsockopt(number, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    /// Up to 64 KiB; empty at the end.
    func read() throws -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            let received = recv(number, buffer.baseAddress, buffer.count, 0)
            failed = received < 0
            count = max(received, 0)
        }
        guard !failed else { throw SystemError("read") }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let result = bytes.withUnsafeBytes {
                send(number, $0.baseAddress.map { $0 + sent }, $0.count - sent, noSignal)
            }
            guard result > 0 else { throw SystemError("write") }
            sent += result
        }
    }

    private func withLoopback<Result>(
        _ port: Int,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) throws -> Result {
        guard let port = UInt16(exactly: port) else { throw ServerError("\(port) is no port") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A call to the system that failed.
struct SystemError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String, code: Int32 = errno) {
        description = "\(call): \(String(cString: strerror(code)))"
    }
}
