import NIOCore
import Synchronization

/// One connection of a ``ScriptedPeer``, as raw bytes.
struct PeerConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var buffer = ""
    /// Which connection of the peer this is, from 0.
    let number: Int

    init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        number: Int
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
        self.number = number
    }

    /// Reads a request with its body; an empty string when the connection has ended.
    mutating func readRequest() async throws -> String {
        while true {
            if let head = buffer.firstRange(of: "\r\n\r\n") {
                let length = buffer[..<head.lowerBound].split(separator: "\r\n")
                    .first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: " ").last ?? "") }
                let body = buffer[head.upperBound...]
                if body.utf8.count >= length ?? 0 {
                    defer { buffer = "" }
                    return buffer
                }
            }
            guard let part = try await inbound.next(isolation: #isolation) else { return "" }
            buffer += String(buffer: part)
        }
    }

    func write(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Answers with a body of known length.
    func answer(_ status: String = "200 OK", fields: String = "", _ body: String = "") async throws {
        try await write("HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    func writeChunk(_ text: String) async throws {
        try await write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }

    /// Waits until the other side has closed the connection.
    mutating func waitForClose() async {
        do {
            while try await inbound.next(isolation: #isolation) != nil {}
        } catch {
            // A reset is a close too.
        }
    }
}

/// Something that happens once, and whoever waits for it.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func send() {
        continuation.finish()
    }

    func wait() async {
        for await _ in stream {}
    }
}
