import NIOCore
import NIOPosix

extension Program {
    /// Sends a request whose body comes in two halves.
    ///
    /// - Parameters:
    ///   - head: The request line, which the rest of the head is made for.
    ///   - body: The body, in JSON.
    ///   - between: Runs when the program has received the head and waits for the body.
    /// - Returns: All that the program has answered.
    public func sendInHalves(_ head: String, _ body: String, between: () async throws -> Void) async throws -> String {
        let connection = try await connect(to: port)
        return try await connection.executeThenClose { inbound, outbound in
            var answer = ""
            var parts = inbound.makeAsyncIterator()
            let fields = "Host: test\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
            // The program says that it waits.
            try await outbound.write(ByteBuffer(string: "\(head)\r\n\(fields)\r\nExpect: 100-continue\r\n\r\n"))
            while !answer.hasSuffix("\r\n\r\n"), let part = try await parts.next() { answer += String(buffer: part) }

            try await outbound.write(ByteBuffer(string: String(body.prefix(body.count / 2))))
            try await between()
            try await outbound.write(ByteBuffer(string: String(body.dropFirst(body.count / 2))))
            while let part = try await parts.next() { answer += String(buffer: part) }
            return answer
        }
    }

    /// Waits until the program takes no new connections.
    public func waitUntilRefusing() async throws {
        try await waitUntilRefusingConnections(at: port)
    }
}

/// Waits until nobody listens at a port of the loopback interface.
public func waitUntilRefusingConnections(at port: Int) async throws {
    while let connection = try? await connect(to: port) {
        try await connection.executeThenClose { _, _ in }
    }
}

private func connect(to port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
}
