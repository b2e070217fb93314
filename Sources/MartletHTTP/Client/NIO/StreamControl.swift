import NIOCore
import Synchronization

/// Brings what the reader of a body does to the loop of its connection, as long as there is more to come.
final class StreamControl: Sendable {
    private struct Target {
        let call: HTTPClientCall
        let handler: HTTP1ClientHandler
    }

    private let eventLoop: (any EventLoop)?
    private let target: Mutex<Target?>

    init(of call: HTTPClientCall, on handler: HTTP1ClientHandler) {
        eventLoop = handler.eventLoop
        target = Mutex(Target(call: call, handler: handler))
    }

    /// The reader wants more.
    func resume() {
        onLoop { $0.handler.resumeReading($0.call) }
    }

    /// The reader has gone.
    func stop() {
        onLoop { $0.handler.connections?.abandon($0.call) }
    }

    /// The body is complete, or lost.
    func end() {
        target.withLock { $0 = nil }
    }

    private func onLoop(_ body: @escaping @Sendable (Target) -> Void) {
        guard let target = target.withLock({ $0 }) else { return }
        eventLoop?.execute { body(target) }
    }
}
