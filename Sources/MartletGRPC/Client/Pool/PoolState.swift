import Martlet

/// Which connections there are, how full they are, and who waits. Every function says what is to be done about it.
///
/// A value; ``ConnectionPool`` keeps it under a lock and acts outside of it.
struct PoolState {
    struct Member {
        let connection: ClientConnection
        var callCount = 0
        var streamCount: Int
    }

    /// What becomes of a call.
    enum Decision {
        case use(ClientConnection)
        case wait
        case refuse(Status)
    }

    let connectionCount: Int
    let waitingCallCount: Int
    let pause: GRPCClient.Configuration.ReconnectPause

    /// Those that take calls.
    private(set) var members: [Member] = []

    /// Those that are being made.
    private(set) var opening: [ClientConnection] = []

    /// How many are being made, also those that are no object yet.
    private(set) var openingCount = 0
    private(set) var waiting: [WaitingCall] = []
    private(set) var isShutDown = false
    private var failureCount = 0
    private var pausedUntil: Timestamp?
    private var lastFailure: (any Error)?
    private var lastNumber: UInt64 = 0

    init(connectionCount: Int, waitingCallCount: Int, pause: GRPCClient.Configuration.ReconnectPause) {
        self.connectionCount = max(1, connectionCount)
        self.waitingCallCount = waitingCallCount
        self.pause = pause
    }

    /// A call wants a place: that of the connection with the fewest calls.
    mutating func take(now: Timestamp) -> Decision {
        guard !isShutDown else { return .refuse(Self.shutDown) }
        var best: Int?
        for index in members.indices where members[index].callCount < members[index].streamCount {
            if best.map({ members[index].callCount < members[$0].callCount }) ?? true { best = index }
        }
        if let best {
            members[best].callCount += 1
            return .use(members[best].connection)
        }
        if members.isEmpty, openingCount == 0, let pausedUntil, now < pausedUntil {
            var status = lastFailure.map { Status($0) } ?? Status(.unavailable)
            status.code = .unavailable
            status.delivery = .unprocessed
            return .refuse(status)
        }
        guard waiting.count < waitingCallCount else {
            return .refuse(Status(.resourceExhausted, "too many calls wait for a connection", delivery: .rejected))
        }
        return .wait
    }

    static let shutDown = Status(.unavailable, "the client is shut down", retry: .never, delivery: .rejected)

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    mutating func append(_ call: WaitingCall) {
        waiting.append(call)
    }

    /// Takes a call out that waits no longer.
    mutating func removeWaiting(_ number: UInt64) -> WaitingCall? {
        waiting.firstIndex { $0.number == number }.map { waiting.remove(at: $0) }
    }

    /// Whether another connection is to be made now; it is counted as being made.
    mutating func shouldOpen() -> Bool {
        guard !isShutDown, !waiting.isEmpty, openingCount == 0, members.count < connectionCount else { return false }
        openingCount += 1
        return true
    }

    mutating func begun(_ connection: ClientConnection) {
        opening.append(connection)
    }

    /// A connection takes calls now.
    ///
    /// - Returns: Those that go there.
    mutating func opened(_ connection: ClientConnection, streamCount: Int) -> [WaitingCall] {
        openingCount = max(0, openingCount - 1)
        opening.removeAll { $0 === connection }
        failureCount = 0
        pausedUntil = nil
        members.append(Member(connection: connection, streamCount: streamCount))
        return admit(members.count - 1)
    }

    mutating func changed(_ connection: ClientConnection, streamCount: Int) -> [WaitingCall] {
        guard let index = members.firstIndex(where: { $0.connection === connection }) else { return [] }
        members[index].streamCount = streamCount
        return admit(index)
    }

    /// A call has left its place.
    ///
    /// - Returns: Who gets it.
    mutating func release(_ connection: ClientConnection) -> WaitingCall? {
        guard let index = members.firstIndex(where: { $0.connection === connection }) else { return nil }
        members[index].callCount -= 1
        guard !waiting.isEmpty else { return nil }
        return admit(index).first
    }

    private mutating func admit(_ index: Int) -> [WaitingCall] {
        let count = min(waiting.count, max(0, members[index].streamCount - members[index].callCount))
        guard count > 0 else { return [] }
        members[index].callCount += count
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }

    /// A connection takes no more calls.
    mutating func removed(_ connection: ClientConnection) {
        members.removeAll { $0.connection === connection }
    }

    /// A connection could not be made.
    ///
    /// - Parameter random: A number from 0 to 1.
    /// - Returns: The calls that fail with it, unless there are other connections that they can wait for.
    mutating func failed(
        _ connection: ClientConnection?,
        _ error: any Error,
        now: Timestamp,
        random: Double
    ) -> [WaitingCall] {
        openingCount = max(0, openingCount - 1)
        if let connection { opening.removeAll { $0 === connection } }
        var length = pause.initial
        for _ in 0..<min(failureCount, 50) where length < pause.maximum { length = length * 1.6 }
        failureCount += 1
        pausedUntil = now.advanced(by: min(length, pause.maximum) * (0.8 + 0.4 * random))
        lastFailure = error
        guard members.isEmpty, openingCount == 0 else { return [] }
        defer { waiting.removeAll() }
        return waiting
    }

    /// No more calls.
    ///
    /// - Returns: The calls that wait, and the connections.
    mutating func shutDown() -> ([WaitingCall], [ClientConnection]) {
        isShutDown = true
        defer {
            waiting.removeAll()
            members.removeAll()
        }
        return (waiting, members.map(\.connection) + opening)
    }
}
