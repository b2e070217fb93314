import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps the first error that a socket met by itself, and throws away what the other side says.
///
/// The error of a datagram that nobody took (ICMP "port unreachable") comes so, after it was sent.
final class SocketErrorHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let first = Mutex<(any Error)?>(nil)
    private let onRefusal: (@Sendable () -> Void)?

    init(onRefusal: (@Sendable () -> Void)?) {
        self.onRefusal = onRefusal
    }

    /// The first error, once.
    func takeError() -> (any Error)? { first.withLock { $0.take() } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if Self.isRefusal(error) { onRefusal?() }
        first.withLock { $0 = $0 ?? error }
    }

    static func isRefusal(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == ECONNREFUSED
    }

    static func isTooLong(_ error: any Error) -> Bool {
        if let error = error as? ChannelError, case .writeMessageTooLarge = error { return true }
        return (error as? IOError)?.errnoCode == EMSGSIZE
    }
}
