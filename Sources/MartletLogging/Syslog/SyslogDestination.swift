import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// A receiver of syslog: the daemon of the machine, or one in the network.
///
/// ```swift
/// let writer = BufferedLogWriter(SyslogDestination.tcp("logs.internal", port: 601))
/// let format = LogFormat.syslog(.init(applicationName: "shop"))
/// ```
///
/// It connects at the first line and again when the connection is lost; lines wait in the writer's buffer meanwhile. On
/// a connection a line may arrive twice or, when the receiver goes away just after it was sent, not at all: syslog has
/// no receipts. Over UDP lines are lost as datagrams are; a line that is too long for a datagram is dropped and
/// counted.
///
/// A host name is resolved by the system's resolver on the writer's thread, which may take as long as that is
/// configured to.
///
/// Source: [RFC 5426](https://www.rfc-editor.org/rfc/rfc5426) (UDP), [RFC 6587](https://www.rfc-editor.org/rfc/rfc6587)
/// (TCP).
public final class SyslogDestination: LogDestination {
    private struct State {
        var descriptor: Int32 = -1
        var isConnecting = false
        /// The message that is being sent on a connection, framed, and how much of it has been sent.
        var frame: [UInt8] = []
        var sent = 0
        /// How often connecting has failed since it last succeeded: the next try begins with the next address.
        var failedConnects = 0
    }

    private let address: SocketAddress
    private let framing: SyslogFraming?
    private let state = Mutex(State())
    private let crash: CrashOutput?

    private init(_ address: SocketAddress, framing: SyslogFraming?) {
        self.address = address
        self.framing = framing
        switch framing?.kind {
        case nil: crash = CrashOutput(framing: .datagrams)
        case .newline: crash = CrashOutput(framing: .stream)
        case .octetCounting: crash = nil
        }
    }

    deinit {
        close()
    }

    /// The daemon of this machine, through its socket.
    ///
    /// - Parameter path: The socket, which takes datagrams.
    public static func local(_ path: String = "/dev/log") -> SyslogDestination {
        SyslogDestination(.unix(path), framing: nil)
    }

    /// A receiver of datagrams.
    ///
    /// - Parameters:
    ///   - host: A name or an address.
    ///   - port: The port.
    public static func udp(_ host: String, port: UInt16 = 514) -> SyslogDestination {
        SyslogDestination(.host(host, port, isStream: false), framing: nil)
    }

    /// A receiver of connections.
    ///
    /// - Parameters:
    ///   - host: A name or an address.
    ///   - port: The port.
    ///   - framing: How messages are parted.
    public static func tcp(
        _ host: String,
        port: UInt16 = 601,
        framing: SyslogFraming = .octetCounting
    ) -> SyslogDestination {
        SyslogDestination(.host(host, port, isStream: true), framing: framing)
    }

    /// Sends messages, as many as the socket takes now.
    public func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int {
        try withConnection { state throws(LogDestinationError) in
            var taken = 0
            while taken < lines.count {
                let rest = UnsafeRawBufferPointer(rebasing: lines[taken...])
                let length = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
                let message = UnsafeRawBufferPointer(rebasing: rest[..<length])
                guard try send(message, &state, taken: taken) else { break }
                taken += min(length + 1, rest.count)
            }
            if taken == 0 { _ = SystemCall.waitUntilWritable(state.descriptor) }
            return taken
        }
    }

    /// Has the socket, connected, or returns 0 while it connects.
    private func withConnection(
        _ body: (inout State) throws(LogDestinationError) -> Int
    ) throws(LogDestinationError) -> Int {
        // Safe: the lines that a caller lends are used during this call and under this lock only.
        nonisolated(unsafe) let body = body
        return try state.withLock { state throws(LogDestinationError) in
            if state.descriptor >= 0, !state.isConnecting, framing != nil, SocketAddress.isClosed(state.descriptor) {
                close(&state)
            }
            if state.descriptor < 0 {
                (state.descriptor, state.isConnecting) = try address.connect(attempt: state.failedConnects)
            }
            if state.isConnecting {
                guard SystemCall.waitUntilWritable(state.descriptor) else { return 0 }
                let code = SocketAddress.pendingError(state.descriptor)
                guard code == 0 else {
                    state.failedConnects = (state.failedConnects + 1) % 1_000
                    close(&state)
                    throw LogDestinationError("connect to \(address)", code: code)
                }
                state.isConnecting = false
                state.failedConnects = 0
            }
            crash?.descriptor = state.descriptor
            return try body(&state)
        }
    }

    /// - Returns: Whether the message has been sent as a whole.
    private func send(
        _ message: UnsafeRawBufferPointer,
        _ state: inout State,
        taken: Int
    ) throws(LogDestinationError) -> Bool {
        var result: Int
        if let framing {
            let frame = framing.frame(message)
            if state.sent == 0 { state.frame = frame }
            // The rest of a message that its writer has given up goes first: without it the stream cannot be read.
            let isLate = state.frame != frame
            result = state.frame.withUnsafeBytes {
                SocketAddress.send(state.descriptor, UnsafeRawBufferPointer(rebasing: $0[state.sent...]))
            }
            if result > 0 {
                state.sent += result
                guard state.sent >= state.frame.count else { return false }
                state.frame = []
                state.sent = 0
                return isLate ? try send(message, &state, taken: taken) : true
            }
        } else {
            guard !message.isEmpty else { return true }
            result = SocketAddress.send(state.descriptor, message)
            if result > 0 { return true }
        }
        guard result < 0 else { return false }
        let code = Int32(truncatingIfNeeded: -result)
        if code == ENOBUFS { return false }
        // What has been taken before is reported first; the error comes again with the next call.
        if taken > 0 { return false }
        if code == EMSGSIZE {
            throw LogDestinationError("send to \(address)", code: code, unwritable: message.count + 1)
        }
        close(&state)
        throw LogDestinationError("send to \(address)", code: code)
    }

    private func close(_ state: inout State) {
        crash?.descriptor = -1
        if state.descriptor >= 0 { SocketAddress.close(state.descriptor) }
        state.descriptor = -1
        state.isConnecting = false
        // A message of which a part has gone is sent again as a whole.
        state.sent = 0
    }

    /// Closes the connection, to be made again: after the receiver's address has changed.
    public func reopen() {
        state.withLock { close(&$0) }
    }

    /// Closes the connection.
    public func close() {
        state.withLock {
            close(&$0)
            $0.frame = []
        }
    }

    /// The socket, but for connections with lengths in front of messages.
    public var crashOutput: CrashOutput? { crash }
}
