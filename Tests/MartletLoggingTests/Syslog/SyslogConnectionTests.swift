import Glibc
import Testing

@testable import MartletLogging

/// What no real receiver does when it is told to: go away in the middle of a message.
@Suite struct SyslogConnectionTests {
    /// A listening socket on the loopback interface.
    private struct Listener {
        let descriptor: Int32
        let port: UInt16

        init() {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let socket = descriptor
            let port = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = bind(socket, $0, length)
                    _ = listen(socket, 1)
                    _ = getsockname(socket, $0, &length)
                }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
            self.port = port
        }

        func next() -> Int32 { accept(descriptor, nil, nil) }
    }

    @Test func aMessageThatWasCutIsSentAgainAsAWhole() throws {
        let listener = Listener()
        defer { close(listener.descriptor) }
        let destination = SyslogDestination.tcp("127.0.0.1", port: listener.port)
        // More than the buffers of both ends hold.
        let message = String(repeating: "x", count: 16 << 20)
        try (message + "\n").withLine { line throws in
            var attempts = 0
            while attempts < 5 {
                #expect(try destination.write(line) == 0)
                attempts += 1
            }
            let first = listener.next()
            var start = [UInt8](repeating: 0, count: 10)
            #expect(recv(first, &start, 10, 0) == 10)
            #expect(String(decoding: start, as: UTF8.self) == "16777216 x")
            close(first)

            // The connection is found to be lost, and a new one is made.
            var received = 0
            var second: Int32 = -1
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            let end = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < end {
                let taken = (try? destination.write(line)) ?? 0
                if second < 0 {
                    var entry = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
                    if poll(&entry, 1, 0) > 0 { second = listener.next() }
                }
                if second >= 0 {
                    while case let count = recv(second, &chunk, chunk.count, Int32(MSG_DONTWAIT)), count > 0 {
                        if received == 0 { #expect(String(decoding: chunk.prefix(9), as: UTF8.self) == "16777216 ") }
                        received += count
                    }
                }
                if taken > 0 { break }
            }
            while received < line.count + 8, case let count = recv(second, &chunk, chunk.count, 0), count > 0 {
                received += count
            }
            #expect(received == line.count - 1 + 9)
            close(second)
        }
    }
}
