import ExporterTesting
import MartletMetrics
import NIOCore
import NIOPosix
import RealServers
import Synchronization
import Testing

@testable import MartletSockets

/// Against receivers of our own: what a socket does when the other side is there, goes, and comes back.
@Suite(.timeLimit(.minutes(1))) struct ReconnectingSocketTests {
    private final class Refusals: Sendable {
        let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    private func socket(_ peer: SocketPeer, _ refusals: Refusals = Refusals()) -> ReconnectingSocket {
        ReconnectingSocket(peer, group: MultiThreadedEventLoopGroup.singleton) { refusals.add() }
    }

    private func path() -> String { "/tmp/martlet-\(UInt64.random(in: 0...UInt64.max)).sock" }

    @Test func sendsDatagrams() async throws {
        let receiver = try await Receiver.udp()
        let socket = socket(.udp(host: "localhost", port: receiver.port))
        try await socket.send(Array("a:1|c\n".utf8))
        try await socket.send(Array("b:1|c\n".utf8))
        #expect(await receiver.next(2) == ["a:1|c\n", "b:1|c\n"])
        await socket.close()
        // Opened again when it is needed.
        try await socket.send(Array("c".utf8))
        #expect(await receiver.next() == ["c"])
        await socket.close()
        try await receiver.close()
    }

    /// The first datagram is lost, and known to be; the next one is not sent into the void but waits for its next try.
    @Test func aDatagramThatNobodyTakesIsCounted() async throws {
        let receiver = try await Receiver.udp()
        let port = receiver.port
        try await receiver.close()
        let refusals = Refusals()
        let socket = socket(.udp(host: "127.0.0.1", port: port), refusals)
        try await socket.send([1])
        try await eventually("the refusal is known") { refusals.value == 1 }
        await #expect(throws: (any Error).self) { try await socket.send([2]) }
        #expect(refusals.value == 1)
        let again = try await Receiver.udp(port: port)
        try await socket.send(Array("again".utf8))
        #expect(await again.next() == ["again"])
        #expect(refusals.value == 1)
        await socket.close()
        try await again.close()
    }

    @Test func aDatagramThatIsTooLongIsNotTriedAgain() async throws {
        let receiver = try await Receiver.udp()
        let socket = socket(.udp(host: "127.0.0.1", port: receiver.port))
        let error = await #expect(throws: (any Error).self) {
            try await socket.send([UInt8](repeating: 1, count: 70_000))
        }
        #expect(error is MetricsSinkError)
        try await socket.send(Array("short".utf8))
        #expect(await receiver.next() == ["short"])
        await socket.close()
        try await receiver.close()
    }

    @Test func unixSockets() async throws {
        let path = path()
        let refusals = Refusals()
        let socket = socket(.unixDatagram(path: path), refusals)
        // Nobody has made it yet.
        await #expect(throws: (any Error).self) { try await socket.send([1]) }
        let receiver = try UnixReceiver(path)
        try await socket.send(Array("a".utf8))
        #expect(await receiver.next() == "a")
        receiver.close()
        // Known at once: nothing is lost.
        await #expect(throws: (any Error).self) { try await socket.send(Array("b".utf8)) }
        await #expect(throws: (any Error).self) { try await socket.send(Array("b".utf8)) }
        let again = try UnixReceiver(path)
        try await socket.send(Array("b".utf8))
        #expect(await again.next() == "b")
        #expect(refusals.value == 0)
        await socket.close()
        again.close()
    }

    @Test func connections() async throws {
        let receiver = try await Receiver.tcp()
        let socket = socket(.tcp(host: "127.0.0.1", port: receiver.port))
        try await socket.send(Array("a\n".utf8))
        #expect(await receiver.next() == ["a\n"])
        await socket.close()
        try await receiver.close()
        await #expect(throws: (any Error).self) { try await socket.send([1]) }
    }

    @Test func namesThatDoNotExist() async throws {
        let refusals = Refusals()
        for peer in [
            SocketPeer.udp(host: "no such host", port: 1), .tcp(host: "no such host", port: 1),
            .unixDatagram(path: "/" + String(repeating: "a", count: 500)),
        ] {
            await #expect(throws: (any Error).self) { try await socket(peer, refusals).send([1]) }
        }
        #expect(refusals.value == 0)
    }

    /// A Unix socket that nobody reads is full some time: sending waits, and ends when it is told to.
    @Test func sendingIsCancelled() async throws {
        let path = path()
        let receiver = try UnixReceiver(path)
        let socket = socket(.unixDatagram(path: path))
        let sent = Mutex(0)
        // unstructured: the test cancels it.
        let task = Task {
            while true {
                try await socket.send([UInt8](repeating: 1, count: 8_192))
                sent.withLock { $0 += 1 }
            }
        }
        var last = -1
        try await eventually("the socket is full", every: .milliseconds(200)) {
            let now = sent.withLock { $0 }
            defer { last = now }
            return now > 0 && now == last
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await socket.close()
        receiver.close()
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let receiver = try await Receiver.udp()
        let socket = socket(.udp(host: "127.0.0.1", port: receiver.port))
        // unstructured: the test cancels it.
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await socket.send([1])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        try await socket.send(Array("after".utf8))
        #expect(await receiver.next() == ["after"])
        await socket.close()
        try await receiver.close()
    }
}
