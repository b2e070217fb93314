import MartletHTTP
import NIOCore

/// What the connections of one event loop share: the clock of the time-outs, and the list of connections whose output is to
/// be flushed.
///
/// `@unchecked Sendable`: everything but `init` and the constants is used on `eventLoop` only.
final class ServerLoop: @unchecked Sendable {
    let eventLoop: any EventLoop
    let executor: EventLoopTaskExecutor

    /// The time, counted in checks of the time-outs. Stamping it costs nothing, so every step of a connection can.
    @exclusivity(unchecked) private(set) var tick = 0

    private var connections: [ObjectIdentifier: ServerConnectionHandler] = [:]
    @exclusivity(unchecked) private var unflushed: [ServerConnectionHandler] = []
    @exclusivity(unchecked) private var isFlushScheduled = false
    private var checks: RepeatedTask?

    /// Whether the server is stopping.
    private(set) var isDraining = false

    /// How many connections wait for the end of the tick before all are flushed at once.
    private static let flushBatch = 64

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        executor = EventLoopTaskExecutor(eventLoop)
    }

    /// Flushes a connection at the end of the loop's tick: all sockets that are ready are read first, then all replies are
    /// written, as the HTTP server does it. A slow call in the same tick delays the replies before it, so a batch is bounded.
    func scheduleFlush(of connection: ServerConnectionHandler) {
        unflushed.append(connection)
        if unflushed.count >= Self.flushBatch { return flush() }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        eventLoop.execute {
            self.isFlushScheduled = false
            self.flush()
        }
    }

    private func flush() {
        var batch = unflushed
        unflushed = []
        for connection in batch { connection.flush() }
        guard unflushed.isEmpty else { return }
        batch.removeAll(keepingCapacity: true)
        unflushed = batch
    }

    func add(_ connection: ServerConnectionHandler) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: ServerConnectionHandler) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// Lets the calls that have been read finish; connections without one are closed, and so are those that are yet to be added.
    func drain() {
        isDraining = true
        forEachConnection { $0.drain() }
    }

    func forEachConnection(_ body: (ServerConnectionHandler) -> Void) {
        for connection in Array(connections.values) { body(connection) }
    }

    func startChecks(every interval: TimeAmount) {
        checks = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
            guard let self else { return }
            tick += 1
            forEachConnection { $0.checkTimeouts() }
        }
    }

    func stopChecks() {
        checks?.cancel()
        checks = nil
    }
}
